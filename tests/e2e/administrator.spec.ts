import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './app'
import { expectAccessible, picture } from './looks'

const classroomFile = (title: string): string => `kind: Classroom
version: 1
title: ${title}
cluster: {apiUrl: 'https://127.0.0.1:9'}
users: [{name: admin, password: redhatocp}]
`

test('what the administrator has set holds, is told, and stands in the diagnostics; help needs no network', async ({ start, userDataDir }) => {
  const system = join(userDataDir, 'system')
  await mkdir(join(system, 'classrooms'), { recursive: true })
  await writeFile(join(system, 'policy.yaml'), 'kind: Policy\nversion: 1\nlockClassroom: true\n')
  for (const room of ['Room 12', 'Room 14']) await writeFile(join(system, 'classrooms', `${room}.yaml`), classroomFile(room))
  const own = join(userDataDir, 'own.yaml')
  await writeFile(own, classroomFile('My own'))
  const env = { LAB_COMPANION_SYSTEM_DIR: system }

  await test.step('a policy with a mistake is told with its place, and locks', async () => {
    const { page, quit } = await start({ env, args: ['--classroom', own] })
    await expect(page.getByRole('alert').filter({ hasText: 'policy has mistakes' })).toContainText(`${join(system, 'policy.yaml')}:3 lockClassroom`)
    await expect(page.getByText('Only the administrator’s classrooms can be opened').first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Connect' })).toHaveCount(0)
    await picture(page, 'policy-broken')
    await quit()
  })

  await writeFile(join(system, 'policy.yaml'), 'kind: Policy\nversion: 1\ncontact: phone 4711\nlockClassrooms: true\nforbidPractice: true\nforbidStoredPasswords: true\n')
  const { electron, page } = await start({ env })
  await expect(page.getByRole('button', { name: 'Start practice classroom' })).toHaveCount(0)
  await picture(page, 'policy-first-run')
  await page.getByRole('button', { name: 'Open Room 12' }).click()
  await expect(page).toHaveTitle(/Room 12/)
  await expect(page.getByRole('contentinfo')).toContainText('Passwords in memory only')
  await page.getByRole('button', { name: /Room 12/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Open classroom file…' })).toHaveAccessibleDescription('Set by your classroom’s administrator')
  await page.keyboard.press('Escape')

  await test.step('help by F1, searched; from it the diagnostics, shown before they are copied', async () => {
    await page.keyboard.press('F1')
    const help = page.getByRole('dialog', { name: 'Help' })
    await help.getByRole('searchbox', { name: 'Search help' }).fill('fingerprint')
    await help.getByRole('button', { name: /When a certificate is not known/ }).click()
    await expect(help.getByRole('heading', { name: 'When a certificate is not known' })).toBeInViewport()
    await expectAccessible(page, help)
    await picture(page, 'help')
    await help.getByRole('button', { name: 'Copy diagnostics…' }).click()
    const diagnostics = page.getByRole('dialog', { name: 'Diagnostics' })
    const text = diagnostics.getByRole('region', { name: 'What is copied' })
    await expect(text).toContainText('lockClassrooms, forbidPractice, forbidStoredPasswords')
    await expect(text).toContainText('Open: Room 12 (file), API https://127.0.0.1:9')
    await expect(text).toContainText('policy.yaml is wrong: line 3 lockClassroom')
    await expectAccessible(page, diagnostics)
    await picture(page, 'diagnostics')
    await diagnostics.getByRole('button', { name: 'Copy' }).click()
    await expect(diagnostics.getByRole('status')).toContainText('Copied')
    const copied = await electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toMatch(/^Lab Companion \d/)
    expect(copied).not.toContain('redhatocp')
    await diagnostics.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('all of it in the settings', async () => {
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'About' }).click()
    await expect(page.getByRole('list', { name: 'Set by your classroom’s administrator' }).getByRole('listitem')).toHaveCount(3)
    await picture(page, 'settings-about')
  })
  expect(await readFile(join(userDataDir, 'logs', 'lab-companion.log'), 'utf8')).not.toContain('redhatocp')
})
