import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programArguments } from '../../../../scripts/package/arguments.mjs'
import { launcherScript } from '../../../../scripts/package/launcher.mjs'

interface Said {
  code: number
  out: string
  err: string
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'launcher-'))
  await mkdir(join(folder, 'app', 'bin'), { recursive: true })
  await mkdir(join(folder, 'system', 'user'), { recursive: true })
  await mkdir(join(folder, 'system', 'kernel'))
  await mkdir(join(folder, 'path'))
  // In the program's place: says what it was started with.
  await put('app/lab-companion', '#!/bin/sh\nprintf "%s\\n" "$@"\n')
  // An ordinary user, whoever runs the tests.
  await put('path/id', '#!/bin/sh\necho 1000\n')
  await put('path/unshare', '#!/bin/sh\nexit 0\n')
  // The kernel's settings are taken from the test's own.
  await put('app/bin/lab-companion', launcherScript('Lab Companion 1.2.3').replace('settings=/proc/sys', `settings='${join(folder, 'system')}'`))
  await symlink(join(folder, 'app', 'bin', 'lab-companion'), join(folder, 'lab-companion'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text)
  await chmod(join(folder, name), 0o755)
}

function start(args: string[], environment: Record<string, string> = { DISPLAY: ':7' }): Promise<Said> {
  const env = { PATH: `${join(folder, 'path')}:/usr/bin:/bin`, ...environment }
  return new Promise((resolve) => {
    execFile(join(folder, 'lab-companion'), args, { env, cwd: folder }, (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }))
  })
}

describe('the command', () => {
  it('says its version and its help without a display', async () => {
    expect(await start(['--version'], {})).toMatchObject({ code: 0, out: 'Lab Companion 1.2.3\n' })
    const { out, code } = await start(['-h'], {})
    expect(code).toBe(0)
    for (const { name } of programArguments) expect(out).toContain(`--${name}`)
  })

  it('refuses what it does not know with status 2', async () => {
    expect(await start(['--bogus'])).toMatchObject({ code: 2, err: 'lab-companion: unknown option --bogus\nTry: lab-companion --help\n' })
    expect((await start(['--no-sandbox'])).code).toBe(2)
    expect((await start(['--classroom'])).err).toContain('--classroom needs a value')
    expect((await start(['--practice', '--classroom', 'x.yaml'])).err).toContain('exclude each other')
    expect((await start(['nowhere.yaml'])).err).toContain('there is no file nowhere.yaml')
    expect((await start(['app', 'path'])).err).toContain('only one file')
  })

  it('hands on ours, a file with blanks in its name, and what follows -- in order', async () => {
    await put('my own.classroom.yaml', '')
    const { out, code } = await start(['--user-data-dir', '/tmp/a b', '--notes-dir=/tmp/n', 'my own.classroom.yaml', '--', '--disable-gpu', '--lang=de'])
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual(['--user-data-dir=/tmp/a b', '--notes-dir=/tmp/n', 'my own.classroom.yaml', '--disable-gpu', '--lang=de', ''])
  })

  it('says that it does not run as root, or without a display', async () => {
    expect(await start([], {})).toMatchObject({ code: 1, err: expect.stringContaining('There is no display') as string })
    expect((await start([], { WAYLAND_DISPLAY: 'wayland-0' })).out).toBe('--ozone-platform-hint=auto\n')
    await put('path/id', '#!/bin/sh\necho 0\n')
    expect(await start([])).toMatchObject({ code: 1, err: expect.stringContaining('root has no sandbox') as string })
  })

  it('names the setting that forbids the sandbox', async () => {
    await put('path/unshare', '#!/bin/sh\nexit 1\n')
    await writeFile(join(folder, 'system/user/max_user_namespaces'), '15000\n')
    expect((await start([])).err).toContain("seccomp profile")
    await writeFile(join(folder, 'system/kernel/apparmor_restrict_unprivileged_userns'), '1\n')
    expect((await start([])).err).toContain('sysctl -w kernel.apparmor_restrict_unprivileged_userns=0')
    await writeFile(join(folder, 'system/kernel/unprivileged_userns_clone'), '0\n')
    expect((await start([])).err).toContain('sysctl -w kernel.unprivileged_userns_clone=1')
    await writeFile(join(folder, 'system/user/max_user_namespaces'), '0\n')
    const said = await start([])
    expect(said.code).toBe(1)
    expect(said.err).toContain('Why: user.max_user_namespaces is 0')
    expect(said.err).toContain(`chmod 4755 '${join(folder, 'app', 'chrome-sandbox')}'`)
    expect(said.out).toBe('')
  })

  it('is one table with the program', async () => {
    expect(programArguments).toEqual(JSON.parse(await readFile(join(import.meta.dirname, '../../../../main/launch/arguments.json'), 'utf8')))
  })
})
