import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLog } from '../../../../main/log'
import { createMasking } from '../../../../main/log/masking'

const { mask, hide, learnName } = createMasking()
for (const secret of ['developer', 'developer-2026', 'student!4711', 'student', 'redhatocp']) hide(secret)
for (const name of ['developer', 'admin', 'student']) learnName(name)

it.each([
  ['oc login -u developer -p developer', 'oc login -u developer -p [hidden]'],
  ['oc login --username=developer --password=developer', 'oc login --username=developer --password=[hidden]'],
  ['password: developer', 'password: [hidden]'],
  ['{"user":"developer","password":"developer"}', '{"user":"developer","password":"[hidden]"}'],
  ['developer has redhatocp, admin too', 'developer has [hidden], admin too'],
  ['Terminal of developer', 'Terminal of developer'],
  ['It was developer.', 'It was developer.'],
  ['cat /home/developer/vm.yaml', 'cat /home/developer/vm.yaml'],
  ['it is developer-2026', 'it is [hidden]'],
  ['it is student!4711, of student', 'it is [hidden], of student'],
  ['it is developer2027', 'it is [hidden]2027'],
])('%s', (text, masked) => expect(mask(text)).toBe(masked))

it('leaves the home of a user whose name is somebody’s password whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'masking-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const log = createLog(folder)
  log.hide(basename(homedir()))
  log.warn(`${homedir()}/units/unit.yaml cannot be read`)
  expect(await readFile(join(folder, 'lab-companion.log'), 'utf8')).toContain(`warn ${homedir()}/units/unit.yaml cannot be read`)
})
