/** Whether `Above.module.css` keeps the room above the rows. */
export const hasReservedRoom = (): boolean => matchMedia('(min-width: 761px) and (min-height: 561px)').matches
