import type { ComponentProps } from 'react'
import { Field, type FieldProps } from './Field.tsx'

export interface SelectOption<T extends string = string> {
  readonly value: T
  readonly label: string
}

type SelectProps<T extends string> = FieldProps &
  Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'className' | 'children'> & {
    readonly options: readonly SelectOption<T>[]
    readonly value: T
    readonly onValueChange: (value: T) => void
  }

/** The platform's own select: its list, keyboard and touch behaviour are the reader's. A value outside the options shows as itself. */
export function Select<T extends string>({
  label,
  hint,
  error,
  className,
  options,
  value,
  onValueChange,
  ...rest
}: SelectProps<T>) {
  const known = options.some((option) => option.value === value)
  return (
    <Field label={label} hint={hint} error={error} className={className}>
      {(control) => (
        <select {...rest} {...control} value={value} onChange={(event) => onValueChange(event.target.value as T)}>
          {!known && <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
