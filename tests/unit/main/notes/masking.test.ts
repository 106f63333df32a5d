import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createMasking } from '../../../../main/notes/masking'
import { createNotes } from '../../../../main/notes/notes'

// Only an export to PDF needs it.
vi.mock('electron', () => ({}))

const secrets = ['developer-2026', 'developer', 'redhatocp']
const { mask, learnName } = createMasking((text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '[hidden]'), text))
learnName('developer')
learnName('admin')

it.each([
  ['oc login -u developer -p developer', 'oc login -u developer -p [hidden]'],
  ['oc login --username=developer --password=developer', 'oc login --username=developer --password=[hidden]'],
  ['password: developer', 'password: [hidden]'],
  ['{"user":"developer","password":"developer"}', '{"user":"developer","password":"[hidden]"}'],
  ['developer has redhatocp, admin too', 'developer has [hidden], admin too'],
  ['Terminal of developer', 'Terminal of developer'],
  ['cat /home/developer/vm.yaml', 'cat /home/developer/vm.yaml'],
  ['it is developer-2026', 'it is [hidden]'],
])('%s', (text, masked) => expect(mask(text)).toBe(masked))

it('leaves the home of a user whose name is somebody’s password whole', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'masking-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const index = { client: { ask: async () => ({ notes: [], total: 0, complete: true, others: [], words: [] }), onChanged() {}, fail() {} }, end: async () => {} }
  const nobody = async (): Promise<null> => null
  const notes = createNotes({
    dataDir, defaultFolder: join(dataDir, 'notes'), folder: null, announce: () => {}, log: { info() {}, warn() {}, incident: () => '', hide() {} }, mask: (text) => text.replaceAll(basename(homedir()), '[hidden]'), startIndex: () => index,
    chooseFolder: nobody, chooseFiles: async () => [], chooseTarget: nobody, showFolder: async () => {}, print: async () => Buffer.alloc(0), terminals: () => [],
  }) // prettier-ignore
  notes.commandFinished({ user: 'admin', command: `oc apply -f ${homedir()}/vm.yaml`, output: '', exit: 0, durationMs: 1, at: 1, cwd: homedir() })
  await notes.dispose()
  expect(await readFile(join(dataDir, 'notes', 'journal.jsonl'), 'utf8')).toContain(`oc apply -f ${homedir()}/vm.yaml`)
})
