/** Which pages exist yet. Links to a page, and the actions that lead to it, show only when it does. */
export const PAGES = { compare: true, dependencies: true }
