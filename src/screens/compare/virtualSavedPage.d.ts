/** Made by `scripts/savedPage.ts`: the address of the page that a comparison is saved in. */
declare module 'virtual:saved-page' {
  export const savedPageUrl: string
}
