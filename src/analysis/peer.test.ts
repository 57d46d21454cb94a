import { expect, test } from 'vitest'
import { peerOf } from './peer.ts'

const peer = (tags: Record<string, string>) =>
  peerOf(Object.entries(tags).map(([key, value]) => ({ key, type: 'string', value })))

test.each([
  [{ 'peer.service': 'orders' }, 'orders', 'orders'],
  [{ 'url.full': 'https://user:pw@Orders.shop.svc:8443/x?y=http://z/' }, 'orders.shop.svc', 'orders'],
  [{ 'http.url': 'http://[::1]:80/' }, '[::1]', null],
  [{ 'server.address': '"kafka:9092"' }, 'kafka', 'kafka'],
  [{ 'net.peer.name': 'postgres' }, 'postgres', 'postgres'],
  [{ 'net.peer.ip': '10.0.0.7' }, '10.0.0.7', null],
  [{ 'net.peer.ip': '10.0.0.7', 'rpc.service': 'shop.v1.DriverService' }, 'shop.v1.DriverService', 'DriverService'],
  [{ 'server.address': '10.0.0.7', 'http.url': 'http://orders/' }, 'orders', 'orders'],
])('%o', (tags, host, service) => {
  expect(peer(tags)).toEqual({ host, service })
})

test('nobody', () => {
  expect(peer({ 'http.url': '/relative', 'server.address': ' ' })).toBeNull()
})
