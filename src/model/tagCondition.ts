/** How a value is compared. `=` and `!=` as text; the ordered ones as numbers; `~` and `!~` by a regular expression found anywhere. */
export const TAG_OPERATORS = ['=', '!=', '>', '>=', '<', '<=', '~', '!~'] as const
export type TagOperator = (typeof TAG_OPERATORS)[number]

/** One attribute has a value that compares so. `!=` and `!~` need the attribute: another value than that. */
export interface TagComparison {
  readonly kind: 'compare'
  readonly key: string
  readonly operator: TagOperator
  readonly value: string
}

/** What is asked of a trace's tags. */
export type TagCondition =
  | TagComparison
  | { readonly kind: 'exists'; readonly key: string }
  | { readonly kind: 'not'; readonly of: TagCondition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly TagCondition[] }

/** Whether a condition is about one span alone: nothing in it is denied. O(its size). */
export function isPositive(condition: TagCondition): boolean {
  if (condition.kind === 'not') return false
  return condition.kind === 'and' || condition.kind === 'or' ? condition.of.every(isPositive) : true
}

/** All of them at once; null for none. */
export function allOf(conditions: readonly TagCondition[]): TagCondition | null {
  const flat = conditions.flatMap((condition) => (condition.kind === 'and' ? condition.of : [condition]))
  return flat.length === 0 ? null : flat.length === 1 ? flat[0] : { kind: 'and', of: flat }
}
