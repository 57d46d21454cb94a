/** AssemblyScript's numbers; to TypeScript all are one. */
declare type i32 = number
declare type u32 = number
declare type f64 = number
