export interface Operation {
  svc: string
  name: string
  rpc: 'http' | 'grpc' | 'kafka'
  steps: any[]
}

/**
 * The system whose traces are generated: a static call graph, (service, operation) -> steps. The number of distinct call
 * paths is therefore bounded (a few hundred), as in a real system; large traces repeat them.
 */
export const OPERATIONS: Record<string, Operation> = {
  'geo.Lookup': {
    svc: 'geo',
    name: 'geo.v1.Geo/Lookup',
    rpc: 'grpc',
    steps: [
      ['work', 0.2],
      ['db', 'redis', 'GET geo'],
    ],
  },
  'fraud.Score': {
    svc: 'fraud-check',
    name: 'fraud.v1.Fraud/Score',
    rpc: 'grpc',
    steps: [
      ['work', 0.4],
      ['par', ['call', 'geo.Lookup'], ['db', 'postgresql', 'SELECT fraud.signals']],
      ['internal', 'model.predict', 2.5],
    ],
  },
  'ledger.Post': {
    svc: 'ledger',
    name: 'POST /ledger/entries',
    rpc: 'http',
    steps: [
      ['db', 'postgresql', 'INSERT ledger.entry'],
      ['db', 'postgresql', 'UPDATE ledger.balance'],
    ],
  },
  'payment.Authorize': {
    svc: 'payment',
    name: 'payment.v1.Payment/Authorize',
    rpc: 'grpc',
    steps: [
      ['call', 'fraud.Score'],
      ['gap', 9, 0.35],
      ['extern', 'acme-psp', 'POST /v2/charges'],
      ['call', 'ledger.Post'],
      ['async', 'notify.Receipt', 0.5],
    ],
  },
  'notify.Receipt': {
    svc: 'notification',
    name: 'process order.receipts',
    rpc: 'kafka',
    steps: [
      ['work', 0.5],
      ['internal', 'template.render', 1.2],
      ['extern', 'smtp-relay', 'SMTP SEND'],
    ],
  },
  'inventory.Reserve': {
    svc: 'inventory',
    name: 'inventory.v1.Inventory/Reserve',
    rpc: 'grpc',
    steps: [
      ['db', 'postgresql', 'SELECT stock FOR UPDATE'],
      ['db', 'postgresql', 'UPDATE stock'],
      ['call', 'warehouse.Allocate', 0.8],
      ['async', 'search.Reindex', 0.12],
    ],
  },
  'search.Reindex': {
    svc: 'search',
    name: 'process stock.changed',
    rpc: 'kafka',
    steps: [
      ['work', 0.4],
      ['db', 'elasticsearch', 'INDEX products'],
    ],
  },
  'search.Query': {
    svc: 'search',
    name: 'GET /search',
    rpc: 'http',
    steps: [
      ['db', 'elasticsearch', 'SEARCH products'],
      ['internal', 'rank', 1.5],
    ],
  },
  'pricing.Quote': {
    svc: 'pricing',
    name: 'pricing.v1.Pricing/Quote',
    rpc: 'grpc',
    steps: [
      ['db', 'redis', 'MGET price'],
      ['call', 'promo.Apply', 0.6],
      ['call', 'tax.Compute', 0.7],
    ],
  },
  'promo.Apply': {
    svc: 'promo',
    name: 'promo.v1.Promo/Apply',
    rpc: 'grpc',
    steps: [
      ['db', 'mongodb', 'find promotions'],
      ['work', 0.3],
    ],
  },
  'catalog.Get': {
    svc: 'catalog',
    name: 'GET /products/{id}',
    rpc: 'http',
    steps: [
      ['db', 'redis', 'GET product'],
      ['db', 'mongodb', 'find products', 0.3],
    ],
  },
  'cart.Get': {
    svc: 'cart',
    name: 'GET /cart',
    rpc: 'http',
    steps: [
      ['db', 'redis', 'HGETALL cart'],
      ['par', ['call', 'catalog.Get'], ['call', 'catalog.Get'], ['call', 'pricing.Quote']],
    ],
  },
  'shipping.Plan': {
    svc: 'shipping',
    name: 'POST /shipments',
    rpc: 'http',
    steps: [
      ['call', 'geo.Lookup'],
      ['gap', 14, 0.25],
      ['extern', 'parcel-carrier', 'GET /rates'],
      ['db', 'postgresql', 'INSERT shipment'],
    ],
  },
  'session.Verify': {
    svc: 'auth',
    name: 'auth.v1.Auth/Verify',
    rpc: 'grpc',
    steps: [
      ['db', 'redis', 'GET session'],
      ['internal', 'jwt.verify', 0.3],
    ],
  },
  'user.Get': {
    svc: 'user-profile',
    name: 'GET /users/{id}',
    rpc: 'http',
    steps: [
      ['call', 'session.Verify'],
      ['db', 'postgresql', 'SELECT users'],
    ],
  },
  'rec.List': {
    svc: 'recommendation',
    name: 'GET /recommendations',
    rpc: 'http',
    steps: [
      ['par', ['call', 'user.Get'], ['call', 'catalog.Get'], ['call', 'search.Query']],
      ['internal', 'model.rank', 3],
    ],
  },
  'loyalty.Accrue': {
    svc: 'loyalty',
    name: 'loyalty.v1.Loyalty/Accrue',
    rpc: 'grpc',
    steps: [['db', 'postgresql', 'UPDATE points']],
  },
  'checkout.Place': {
    svc: 'checkout',
    name: 'POST /checkout',
    rpc: 'http',
    steps: [
      ['call', 'user.Get'],
      ['par', ['call', 'cart.Get'], ['call', 'pricing.Quote']],
      ['gap', 6, 0.3],
      ['call', 'inventory.Reserve'],
      ['call', 'payment.Authorize'],
      ['call', 'shipping.Plan', 0.9],
      ['call', 'loyalty.Accrue', 0.3],
      ['db', 'postgresql', 'INSERT orders'],
    ],
  },
  'tax.Compute': {
    svc: 'tax',
    name: 'tax.v1.Tax/Compute',
    rpc: 'grpc',
    steps: [
      ['work', 0.3],
      ['db', 'redis', 'GET tax.rule'],
    ],
  },
  'warehouse.Allocate': {
    svc: 'warehouse',
    name: 'POST /allocations',
    rpc: 'http',
    steps: [
      ['db', 'postgresql', 'SELECT bins'],
      ['db', 'postgresql', 'INSERT allocation'],
    ],
  },
  'home.Page': {
    svc: 'web-bff',
    name: 'GET /home',
    rpc: 'http',
    steps: [
      ['call', 'user.Get'],
      ['par', ['call', 'rec.List'], ['call', 'cart.Get'], ['call', 'search.Query']],
    ],
  },
}
/** The same system after a deploy: one call removed, one added, one doubled. The B side of comparisons. */
export const OPERATIONS_AFTER_DEPLOY: Record<string, Operation> = structuredClone(OPERATIONS)
OPERATIONS_AFTER_DEPLOY['pricing.Quote'].steps = [
  ['db', 'redis', 'MGET price'],
  ['internal', 'tax.inline', 2.4],
  ['internal', 'rounding.audit', 0.4],
]
OPERATIONS_AFTER_DEPLOY['inventory.Reserve'].steps.splice(
  1,
  0,
  ['db', 'postgresql', 'SELECT stock FOR UPDATE'],
  ['call', 'catalog.Get'],
)
export const ROOTS = [
  {
    svc: 'frontend-web',
    name: 'POST /bulk-checkout',
    gw: 'POST /v1/bulk-checkout',
    items: ['checkout.Place', 'checkout.Place', 'checkout.Place', 'home.Page', 'shipping.Plan'],
  },
  { svc: 'frontend-web', name: 'GET /', gw: 'GET /v1/home', items: ['home.Page'] },
  { svc: 'frontend-web', name: 'POST /checkout', gw: 'POST /v1/checkout', items: ['checkout.Place'] },
]
