/** Whether `Above.module.css` keeps the room above the rows, and the page's own header is one line: the rows' place is known. */
export const hasReservedRoom = (): boolean => matchMedia('(min-width: 761px) and (min-height: 561px)').matches
