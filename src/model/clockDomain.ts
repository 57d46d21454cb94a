import type { Attribute } from './trace.ts'

/** What names a machine, most certain first. */
const HOST_KEYS = ['host.id', 'k8s.pod.uid', 'k8s.pod.name', 'host.name', 'ip']

/**
 * Name of the clock that a process reads: its `service.instance.id`, else its host or pod together with the service, else
 * the service alone (definitions.md, "Domain").
 */
export function clockDomainOf(service: string, attributes: readonly Attribute[]): string {
  const instance = textOf(attributes, 'service.instance.id')
  if (instance !== null) return instance
  for (const key of HOST_KEYS) {
    const host = textOf(attributes, key)
    if (host !== null) return `${service}@${host}`
  }
  return service
}

function textOf(attributes: readonly Attribute[], key: string): string | null {
  for (const attribute of attributes) {
    if (attribute.key === key && attribute.value !== null && attribute.value !== '') return String(attribute.value)
  }
  return null
}
