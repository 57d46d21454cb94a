/** Where the demo's recorded traces tell a story: the ids are theirs, for ever. */
export interface DemoStory {
  readonly title: string
  readonly text: string
  readonly traceId: string
}

export const DEMO_STORIES: readonly DemoStory[] = [
  {
    title: 'The upload with a gap',
    text: '202 ms of its 1.81 s pass between extract_text and chunk, and no span says why.',
    traceId: '662207646adce1456023969896f6a30b',
  },
  {
    title: 'The request that no log explains',
    text: 'Pool wait, two slow network legs and serialisation: most of it between the spans.',
    traceId: 'e06de4a497f7bc707addef78fa49b219',
  },
  {
    title: 'The slow checkout',
    text: 'Where did the half second go that the fast one did not need?',
    traceId: '302bfc7002210266c9f8367ee1cd97c6',
  },
  {
    title: 'Its fast twin',
    text: 'The same endpoint and the same processes, in another state.',
    traceId: '7c2d0fe72012910b8e76886d22d08d4d',
  },
  {
    title: 'The clock that runs ahead',
    text: 'inventory-service seems to answer before it was asked: it is 900 ms ahead.',
    traceId: '539373a4d93909a980b8de1e3d98c430',
  },
  {
    title: 'The consumer that lost its context',
    text: 'The trace ends at the producer. The other half is elsewhere.',
    traceId: '89694087fd2f654fef8fe715b12e135b',
  },
  {
    title: '121 queries',
    text: 'One SELECT for the list, then one for each of its rows.',
    traceId: '0cc43980582956c82b906f5699a393c9',
  },
  {
    title: 'The retried error',
    text: 'Two attempts fail, the third succeeds; the waiting between them is the cost.',
    traceId: '07beb5b6b0f2a0172f20cd8f3d5507a3',
  },
  {
    title: 'The service that kept silent',
    text: 'order-service did not export: its callees have no parents.',
    traceId: '9537c197011bfdf8f226e60798da5e40',
  },
]
