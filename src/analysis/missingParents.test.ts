import { describe, expect, test } from 'vitest'
import { drawTrace } from '../model/drawTrace.ts'
import { NONE } from '../model/trace.ts'
import { computeMissingParents } from './missingParents.ts'

function missingIn(picture: string) {
  const loaded = drawTrace(picture)
  const { trace } = loaded
  const name = (span: number) => (span === NONE ? null : trace.names[trace.nameId[span]])
  return computeMissingParents(loaded).map(({ children, suspectedService, caller, startUs, endUs }) => ({
    children: children.map(name),
    suspect: suspectedService,
    caller: name(caller),
    ms: [startUs / 1000, endUs / 1000],
  }))
}

describe('missing parents', () => {
  test('servers without their caller: the service that the client around them called', () => {
    const missing = missingIn(`
      root      ====================   @web server
        call    .==========            @web client http.url:http://order-service:8080/orders
        other   ............=====      @web client http.url:http://mail/
      stock     ...===                 @stock server orphan:00000000000000aa
      label     .......==              @ship server orphan:00000000000000bb
    `)
    expect(missing).toEqual([
      { children: ['stock'], suspect: 'order-service', caller: 'call', ms: [3, 6] },
      { children: ['label'], suspect: 'order-service', caller: 'call', ms: [7, 9] },
    ])
  })

  test('inner spans without their server: their own service, whoever calls', () => {
    const missing = missingIn(`
      root       ====================   @web server
        call     .==========            @web client server.address:orders
      prepare    ...===                 @orders internal orphan:00000000000000aa
      finish     .......==              @orders client orphan:00000000000000aa
    `)
    expect(missing).toEqual([{ children: ['prepare', 'finish'], suspect: 'orders', caller: 'call', ms: [3, 9] }])
  })

  test('the tightest client goes first; answered ones, databases and the orphan’s own service are out', () => {
    const missing = missingIn(`
      root         ====================   @web server
        wide       .=================     @web client peer.service:wide
          mid      ..==============       @web
            tight  ..==============       @web client peer.service:tight
            db     ...========            @web client db.system:pg server.address:db
            own    ...========            @web client peer.service:stock
            asked  ...========            @web client peer.service:asked
              srv  ...========            @asked server
      stock        ....===                @stock server orphan:00000000000000aa
    `)
    expect(missing).toEqual([{ children: ['stock'], suspect: 'tight', caller: 'tight', ms: [4, 7] }])
  })

  test('nobody to suspect', () => {
    const missing = missingIn(`
      root     =====        @web server
      stock    ......===    @stock server orphan:00000000000000aa
    `)
    expect(missing).toEqual([{ children: ['stock'], suspect: null, caller: null, ms: [6, 9] }])
  })
})
