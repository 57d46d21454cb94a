import { expect, test } from 'vitest'
import { matchOptions } from './matchOptions.ts'

const SERVICES = ['api-gateway', 'document-service', 'gateway-admin', 'mygateway', 'worker']

test('nothing typed shows everything, in order', () => {
  expect(matchOptions(SERVICES, '  ', 100)).toEqual(SERVICES)
})

test('a start comes before a word start before the inside of a word', () => {
  expect(matchOptions(SERVICES, 'GATE', 100)).toEqual(['gateway-admin', 'api-gateway', 'mygateway'])
})

test('text that is exactly an option offers the others after it', () => {
  expect(matchOptions(SERVICES, 'worker', 100)).toEqual([
    'worker',
    'api-gateway',
    'document-service',
    'gateway-admin',
    'mygateway',
  ])
})

test('text that matches nothing shows nothing, and the limit holds', () => {
  expect(matchOptions(SERVICES, 'zzz', 100)).toEqual([])
  expect(matchOptions(SERVICES, '', 2)).toHaveLength(2)
})
