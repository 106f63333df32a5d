import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppFailure, contract } from '../../../core/contract'
import { createTranscript } from '../../../main/console/transcript'
import { createNotes } from '../../../main/notes'
import { uglyText } from '../junk'
import { valuesOf } from '../of-schema'
import { type Target, target } from '../target'

const log = { info() {}, warn() {}, hide() {}, incident: () => 'LC-FUZZ', mask: (text: string) => text }

/** Ways out of a folder, as somebody would write them. */
const WAYS_OUT = ['../canary.md', '../../canary.md', 'a/../../canary.md', '/tmp/canary.md', '..\\canary.md', '%2e%2e/canary.md', './../canary.md', 'a/..', '../images/x.md', '~/canary.md', '.hidden.md', 'a.md/../../canary.md', 'a.md']

interface Place {
  root: string
  notes: ReturnType<typeof createNotes>
}

/** A folder of folders: the notes’ own, the program’s own, and beside them a canary that nobody may touch. */
async function openPlace(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'fuzz-places-'))
  await mkdir(join(root, 'home', 'notes'), { recursive: true })
  await writeFile(join(root, 'home', 'canary.md'), 'canary')
  await writeFile(join(root, 'canary.md'), 'canary')
  const index = { client: { ask: async () => ({ notes: [], total: 0, complete: true, others: [], words: [] }), onChanged() {}, fail() {} }, end: async () => {} }
  const nobody = async (): Promise<null> => null
  const notes = createNotes({
    dataDir: join(root, 'data'), defaultFolder: join(root, 'home', 'notes'), folder: null, announce: () => {}, log, mask: (text) => text, startIndex: () => index,
    chooseFolder: nobody, chooseFiles: async () => [], chooseTarget: nobody, showFolder: async () => {}, print: async () => Buffer.alloc(0), terminals: () => [],
  }) // prettier-ignore
  return { root, notes }
}

let place: Promise<Place> | null = null

/** Everything below a folder that is not the notes’ and not the program’s own. */
async function strangersIn({ root }: Place): Promise<string[]> {
  const names = await readdir(root, { recursive: true })
  return names.filter((name) => !/^(?:data|home\/notes)(?:\/|$)/.test(name)).sort()
}

const BEFORE = ['canary.md', 'home', 'home/canary.md']

async function expectUntouched(here: Place): Promise<void> {
  const strangers = await strangersIn(here)
  if (strangers.join() !== BEFORE.join()) throw new Error(`written outside: ${strangers.join()}`)
  for (const name of ['canary.md', join('home', 'canary.md')]) if ((await readFile(join(here.root, name), 'utf8')) !== 'canary') throw new Error('the canary was changed')
}

const CALLS = ['read', 'create', 'save', 'rename', 'remove', 'restore', 'versions', 'version', 'keepImage', 'image', 'captureText'] as const

export const placeTargets: readonly Target[] = [
  target('notes write nowhere but into their folder', {
    runs: 5_000,
    inputs: (fc) =>
      fc.constantFrom(...CALLS).chain((name) => {
        const way = fc.oneof(fc.constantFrom(...WAYS_OUT), uglyText(fc))
        const whole = valuesOf(fc, contract.notes.calls[name].input) as ReturnType<typeof fc.object>
        return fc.tuple(fc.constant(name), fc.tuple(whole, way, way).map(([input, one, other]) => withWays(input, one, other)))
      }),
    async holds([name, given]) {
      const here = await (place ??= openPlace())
      const input = contract.notes.calls[name].input.safeParse(given)
      if (!input.success) return
      try {
        await (here.notes.handlers.calls[name] as (input: unknown) => unknown)(input.data)
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error
      }
      await expectUntouched(here)
    },
  }),
  target('a console’s transcript is a file of its own folder', {
    runs: 2_000,
    inputs: (fc) => fc.tuple(fc.oneof(fc.constantFrom(...WAYS_OUT), uglyText(fc)), uglyText(fc)),
    async holds([name, namespace]) {
      const here = await (place ??= openPlace())
      const transcript = createTranscript({ dataDir: join(here.root, 'data'), classroom: 'lab', machine: { name: name.slice(0, 253) || 'a', namespace: namespace || 'a' }, log })
      transcript.append(Buffer.from('hello\n'))
      await transcript.flush()
      if ((await transcript.readText()) !== 'hello\n' && !(await transcript.readText()).endsWith('hello\n')) throw new Error('it was not kept')
      await expectUntouched(here)
    },
  }),
]

/** Puts ways out where the call names a place. */
function withWays(input: Record<string, unknown>, one: string, other: string): Record<string, unknown> {
  const named = { path: one, to: other, note: one, folder: other, link: other, id: other, name: other }
  return { ...input, ...Object.fromEntries(Object.entries(named).filter(([key]) => key in input)) }
}
