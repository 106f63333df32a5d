import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { ElectronApplication, Locator, Page } from 'playwright/test'
import { findPages } from '../../main/notes/export/pdf-pages'
import { expect, expectSession, type RunningApp, terminalText, test, treeItem, type } from './app'
import { expectAccessible, picture } from './looks'

interface Notes {
  page: Page
  region: Locator
  note: Locator
  folder: string
}

async function openNotes({ page }: RunningApp, folder: string): Promise<Notes> {
  await page.getByRole('tab', { name: 'Notes' }).click()
  const region = page.getByRole('region', { name: 'Notes', exact: true })
  return { page, region, note: region.getByRole('textbox', { name: 'Note' }), folder }
}

const visibleFiles = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()

/** Answers the desktop's own dialogs, which no test can click. */
async function choose(electron: ElectronApplication, { open = [], save = '' }: { open?: string[]; save?: string }): Promise<void> {
  await electron.evaluate(
    ({ dialog }, given) => {
      dialog.showOpenDialog = async () => ({ canceled: given.open.length === 0, filePaths: given.open })
      dialog.showSaveDialog = async () => ({ canceled: given.save === '', filePath: given.save })
    },
    { open, save },
  )
}

test('what is typed is on disk within a moment, is found, and is there after a restart', async ({ start, userDataDir }) => {
  const folder = join(userDataDir, 'my notes')
  const first = await start({ args: ['--practice', '--notes-dir', folder] })
  const { page, region, note } = await openNotes(first, folder)
  await region.getByRole('button', { name: 'New note' }).click()
  await note.click()
  await page.keyboard.type('# Wait for HyperConverged\n\nRunning pods are not enough, it must say Available.')
  await expect(region.getByRole('status', { name: 'Saved' })).toBeVisible()
  // The file had no name when the note was begun.
  await expect.poll(() => visibleFiles(folder)).toEqual(['Wait for HyperConverged.md'])
  expect(await readFile(join(folder, 'Wait for HyperConverged.md'), 'utf8')).toContain('# Wait for HyperConverged\n\nRunning pods are not enough, it must say Available.')

  await test.step('words typed right before quitting are not lost', async () => {
    await page.keyboard.type(' The very last words.')
    await first.quit()
    const [now = ''] = await visibleFiles(folder)
    expect(await readFile(join(folder, now), 'utf8')).toContain('The very last words.')
  })

  const again = await openNotes(await start({ args: ['--practice', '--notes-dir', folder] }), folder)
  await expect(again.note).toContainText('it must say Available')
  await again.region.getByRole('searchbox', { name: 'Search notes' }).fill('hyprconverged avail')
  const hit = again.region.getByRole('option', { name: /Wait for HyperConverged/ })
  await expect(hit).toBeVisible()
  await expect(hit.locator('mark').first()).toHaveText(/HyperConverged/)
  await again.region.getByRole('searchbox', { name: 'Search notes' }).fill('nothing of that sort')
  await expect(again.region.getByText('No note has these words')).toBeVisible()
})

test('the trainer’s notes come in with their structure, and the lesson’s correction stands beside them', async ({ start, userDataDir }) => {
  const folder = join(userDataDir, 'my notes')
  const app = await start({ args: ['--practice', '--notes-dir', folder] })
  const { region, note } = await openNotes(app, folder)
  await choose(app.electron, { open: [join(process.cwd(), 'tests/fixtures/seed-notes.txt')] })
  await region.getByRole('button', { name: 'More about notes' }).click()
  await region.getByRole('menuitem', { name: 'Import files…' }).click()
  await expect(note).toContainText('Quick Recap')
  expect(await visibleFiles(folder)).toEqual(['Seed notes.md'])

  await region.getByRole('searchbox', { name: 'Search notes' }).fill('oc start vm')
  await expect(region.getByRole('option', { name: /Seed notes/ })).toBeVisible()
  const lessons = region.getByRole('region', { name: 'In lessons and terminals' })
  await expect(lessons).toContainText('virtctl start')

  await test.step('and go out again as HTML, PDF and zip', async () => {
    for (const [label, extension] of [['HTML', 'html'], ['PDF', 'pdf'], ['Zip of Markdown files', 'zip']] as const) {
      const target = join(userDataDir, `out.${extension}`)
      await choose(app.electron, { save: target })
      await region.getByRole('button', { name: 'Export' }).click()
      await region.getByRole('menuitem', { name: label }).first().click()
      await expect(region.getByText(target)).toBeVisible({ timeout: 20_000 })
      expect((await stat(target)).size).toBeGreaterThan(500)
      await region.getByRole('button', { name: 'Dismiss' }).click()
    }
    const html = await readFile(join(userDataDir, 'out.html'), 'utf8')
    expect(html).toContain('oc get vm ; oc start vm ; oc get vmi')
    expect(html).not.toContain('<script')
    const pdf = await readFile(join(userDataDir, 'out.pdf'))
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThan(2)
    // What the contents' numbers are read from: the contents come first, so every heading lies behind them.
    const places = [...findPages(pdf).values()]
    expect(places.length).toBeGreaterThan(4)
    expect([Math.min(...places), Math.max(...places)]).toEqual([2, pages])
  })

  await test.step('a whole folder comes in too, with its pictures', async () => {
    const vault = join(userDataDir, 'vault')
    await mkdir(join(vault, 'lab'), { recursive: true })
    await writeFile(join(vault, 'lab', 'From a vault.md'), '# From a vault\n\n![a dot](dot.png)\n')
    await writeFile(join(vault, 'lab', 'dot.png'), Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
    await choose(app.electron, { open: [vault] })
    await region.getByRole('button', { name: 'More about notes' }).click()
    await region.getByRole('menuitem', { name: 'Import a folder…' }).click()
    await expect(region.getByText('Imported 1 note and 1 image')).toBeVisible()
    await expect(region.getByRole('img', { name: 'a dot' })).toBeVisible()
  })
})

test('other programs’ changes come in, and conflicts keep both texts', async ({ start, userDataDir }) => {
  const folder = join(userDataDir, 'my notes')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'shared.md'), '# Shared\n\none\n\ntwo\n')
  const { page, region, note } = await openNotes(await start({ args: ['--practice', '--notes-dir', folder] }), folder)
  await region.getByRole('option', { name: /Shared/ }).click()
  await expect(note).toContainText('one')

  await writeFile(join(folder, 'shared.md'), '# Shared\n\none from outside\n\ntwo\n')
  await expect(note).toContainText('one from outside')

  await test.step('a file that is moved is followed', async () => {
    await rename(join(folder, 'shared.md'), join(folder, 'moved.md'))
    await expect(region.getByText('Reading')).toHaveCount(0)
    await expect.poll(() => readFile(join(userDataDir, 'layout.json'), 'utf8')).toMatch(/"note": ?"moved.md"/)
    await note.click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('three')
    await expect.poll(() => readFile(join(folder, 'moved.md'), 'utf8')).toContain('three')
    expect(await visibleFiles(folder)).toEqual(['moved.md'])
  })

  await test.step('the same line changed on both sides', async () => {
    // In the middle of typing: what was saved before the other's change, and what comes after it, are changes of the same line either way.
    await page.keyboard.type(' mi')
    await writeFile(join(folder, 'moved.md'), '# Shared\n\none from outside\n\ntwo\nthree theirs')
    await page.keyboard.type('ne')
    await expect.poll(async () => (await visibleFiles(folder)).length).toBe(2)
    const lastLines = async (): Promise<(string | undefined)[]> => {
      const texts = await Promise.all((await visibleFiles(folder)).map((name) => readFile(join(folder, name), 'utf8')))
      return texts.map((text) => text.split('\n').at(-1)).sort()
    }
    // First the other text gets its file, then the note takes this one.
    await expect.poll(lastLines).toEqual(['three mine', 'three theirs'])
    await expect(region.getByText('Another program changed the same lines')).toBeVisible()
  })
})

test('one key takes the last command along, without the secrets of the vault', async ({ start, userDataDir }) => {
  const folder = join(userDataDir, 'my notes')
  const app = await start({ args: ['--practice', '--notes-dir', folder] })
  const { page } = app
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await type(page, 'echo the password is redhatocp; false')
  await expect(terminalText(page).getByRole('img', { name: /^exit 1/ })).toBeVisible()
  await page.keyboard.press('Control+Shift+S')
  const { region, note } = await openNotes(app, folder)
  const card = region.getByRole('figure', { name: /Command echo/ })
  await expect(card).toContainText('exit 1')
  await expect.poll(async () => (await visibleFiles(folder)).length).toBe(1)
  const text = await readFile(join(folder, (await visibleFiles(folder))[0] ?? ''), 'utf8')
  expect(text).toMatch(/```console user=admin exit=1 seconds=[\d.]+ at=\S+ in=\S+\n\$ echo the password is \[hidden\]; false\nthe password is \[hidden\]\n```/)

  const whole = async (): Promise<string> => (await Promise.all((await visibleFiles(folder)).filter((name) => name.endsWith('.md')).map((name) => readFile(join(folder, name), 'utf8')))).join('\n\n')
  const command = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+Shift+P')
    await page.getByRole('combobox', { name: 'Command' }).fill(words)
    await page.keyboard.press('Enter')
  }
  const when = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`

  await test.step('what is selected in the terminal', async () => {
    await terminalText(page).getByText('the password is redhatocp', { exact: true }).click({ clickCount: 3, force: true })
    await command('Capture what is selected')
    await expect.poll(whole).toMatch(new RegExp(`Terminal of admin, ${when}:\\n\\n\`\`\`console\\nthe password is \\[hidden\\]\\s*\\n\`\`\``))
  })

  await test.step('an object’s YAML', async () => {
    await treeItem(page, 'VirtualMachine', 'rhel9-web').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'YAML to notes' }).click()
    await expect.poll(whole).toMatch(new RegExp(`YAML of VirtualMachine vms-dev/rhel9-web, ${when}:\\n\\n\`\`\`yaml\\napiVersion: kubevirt.io`))
  })

  await test.step('a VM’s screen', async () => {
    await treeItem(page, 'VirtualMachine', 'rhel9-web').first().dblclick()
    await page.getByRole('tab', { name: 'Console', exact: true }).click()
    await page.getByRole('button', { name: 'Screenshot to notes' }).click({ timeout: 60_000 })
    await expect.poll(whole).toMatch(new RegExp(`!\\[Screen of vms-dev/rhel9-web, ${when}\\]\\(images/.*\\.png\\)`))
    await expect(region.getByRole('img', { name: /^Screen of vms-dev\/rhel9-web/ })).toBeVisible()
  })

  await test.step('a picture from the clipboard', async () => {
    await app.electron.evaluate(({ clipboard, nativeImage }) => {
      const image = nativeImage.createFromBitmap(Buffer.alloc(120 * 80 * 4, 200), { width: 120, height: 80 })
      ;(clipboard as unknown as { writeImage: (copied: typeof image) => void }).writeImage(image)
    })
    await region.getByRole('textbox', { name: 'Note' }).press('Control+End')
    await page.keyboard.press('Control+V')
    await expect.poll(whole).toMatch(/!\[image\]\(images\/image-[0-9a-f]{8}\.png\)/)
    await expect(region.getByRole('img', { name: 'image', exact: true })).toBeVisible()
    expect((await visibleFiles(join(folder, 'images'))).filter((name) => name.startsWith('image-'))).toHaveLength(1)
  })

  await test.step('what was copied from a terminal, as a block without its colours', async () => {
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('\x1b[1m[student@workstation ~]$\x1b[0m oc whoami\n\x1b[32madmin\x1b[0m\n'))
    await note.press('Control+End')
    await page.keyboard.press('Control+V')
    await expect.poll(whole).toContain('```console\n[student@workstation ~]$ oc whoami\nadmin\n```')
    const others = region.getByRole('region', { name: 'In lessons and terminals' })
    await region.getByRole('searchbox', { name: 'Search notes' }).fill('the password is')
    await expect(others.getByRole('button', { name: /^admin.*the password is \[hidden\]/ }).first()).toBeVisible()
    await region.getByRole('searchbox', { name: 'Search notes' }).fill('')
  })

  await test.step('links to a step, a machine, an object and a note, by their first letters; each leads there', async () => {
    await region.getByRole('button', { name: 'New note' }).click()
    await expect(note).toBeFocused()
    await expect(note).not.toContainText('the password')
    await page.keyboard.type('# Places\n\n')
    for (const [typed, choice] of [
      ['hyperconverged', /Step$/],
      ['VirtualMachine rhel9-web', /^rhel9-web ?VirtualMachine in vms-dev$/],
      ['Node master01', /^master01 ?Node$/],
    ] as const) {
      await page.keyboard.type(`[[${typed}`)
      await page.getByRole('listbox', { name: 'Completions' }).getByRole('option', { name: choice }).first().click()
      await page.keyboard.type('\n\n')
    }
    await page.keyboard.type('A first look.')
    await expect.poll(whole).toMatch(/# Places\n\n\[\[step:[^\]]+\|[^\]]+\]\]\n\n\[\[VirtualMachine:vms-dev\/rhel9-web\|rhel9-web\]\]\n\n\[\[Node:master01\|master01\]\]\n\nA first look\./)
    await expect.poll(() => visibleFiles(folder)).toContain('Places.md')
    const links = note.locator('.cm-link')
    await links.nth(2).click()
    await expect(page.getByRole('tabpanel', { name: 'master01' })).toBeVisible()
    await links.nth(1).click()
    await expect(page.getByRole('tabpanel', { name: 'rhel9-web' })).toBeVisible()
    const [, stepId] = /\[\[step:[^/]+\/([^|]+)\|/.exec(await whole()) ?? []
    await links.nth(0).click()
    await expect(page.locator(`article[data-step="${stepId}"]`)).toBeVisible()
    await openNotes(app, folder)

    await region.getByRole('button', { name: 'New note' }).click()
    await expect(note).not.toContainText('A first look.')
    await expect(note).toBeFocused()
    await page.keyboard.type('# Way back\n\nSee [[Pla')
    await page.getByRole('listbox', { name: 'Completions' }).getByRole('option', { name: /^Places/ }).click()
    await expect.poll(whole).toContain('See [[Places]]')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Alt+Enter')
    await expect(note).toContainText('A first look.')
    await expect(region.getByRole('region', { name: 'Linked from' })).toContainText('“See Places”')
    await picture(page, 'notes-links')
    await region.getByRole('region', { name: 'Linked from' }).getByRole('button', { name: 'Way back' }).click()
    await expect(note).toContainText('Way back')
  })

  await test.step('a quick note from anywhere, and the journal as a note and as a report of one unit', async () => {
    await page.keyboard.press('Control+Shift+N')
    await expect(page.getByRole('textbox', { name: 'Quick note' })).toBeFocused()
    await expectAccessible(page, page.getByRole('dialog', { name: 'Quick note' }))
    await page.keyboard.type('Ask about SSP')
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => visibleFiles(folder)).toContain('Ask about SSP.md')
    await command('Lab journal')
    await expect(region.getByRole('list', { name: 'What happened, latest first' })).toContainText('echo the password is [hidden]; false')
    await expectAccessible(page, region)
    const units = region.getByRole('radiogroup', { name: 'Of which unit' }).getByRole('radio')
    await units.last().click()
    await picture(page, 'notes-journal')
    await region.getByRole('button', { name: 'Make a report' }).click()
    await expect.poll(whole).toMatch(/# Lab report of \S+\n\n- From [^]*- Commands: \d+, of which 1 failed\n[^]*## What failed\n\n[^]*## In order\n/)
    await command('Lab journal')
    await region.getByRole('button', { name: 'Make a note of it' }).click()
    await expect.poll(whole).toMatch(/# Lab journal\n\n## \d{4}-\d\d-\d\d\n\n[^]*`echo the password is \[hidden\]; false` \(admin, exit 1, [\d.]+ s\)/)
    expect(await whole()).not.toContain('redhatocp')
  })
})

test('a full disk says so and gives way when there is room again', async ({ start, userDataDir }) => {
  test.skip(process.geteuid?.() !== 0, 'mounting a small file system is root’s alone')
  const folder = join(userDataDir, 'small')
  await mkdir(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
  try {
    const { page, region, note } = await openNotes(await start({ args: ['--practice', '--notes-dir', folder] }), folder)
    await region.getByRole('button', { name: 'New note' }).click()
    await expect(note).toBeVisible()
    await writeFile(join(folder, '.ballast'), Buffer.alloc(200_000)).catch(() => {})
    await note.click()
    await page.keyboard.insertText('many words '.repeat(2_000))
    await expect(region.getByRole('status', { name: 'Not saved: the disk is full' })).toBeVisible()
    await expect(region.getByRole('alert')).toContainText('is not saved')
    await writeFile(join(folder, '.ballast'), '')
    await region.getByRole('button', { name: 'Try again' }).click()
    await expect(region.getByRole('status', { name: 'Saved' })).toBeVisible()
    await region.page().close()
  } finally {
    execFileSync('umount', ['-l', folder])
  }
})

test('notes on the stage: by keyboard, accessible in both themes', async ({ start, userDataDir }) => {
  const folder = join(userDataDir, 'my notes')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'a.md'), '---\nunit: virt\nstep: D6\n---\n# Wait\n\n- [ ] task\n- [x] done\n\n```console user=admin exit=0 seconds=1.0 at=2026-11-22T10:20:41.000Z\n$ oc get vm\nNAME\n```\n\n> quote\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nsee [[b]] and <https://a.example>\n')
  await writeFile(join(folder, 'b.md'), '# b\n\nsee [[Wait]]\n')
  const app = await start({ args: ['--practice', '--notes-dir', folder] })
  const { page, region } = await openNotes(app, folder)
  await expect(region.getByRole('option')).toHaveCount(2)
  await region.getByRole('searchbox', { name: 'Search notes' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(region.getByRole('textbox', { name: 'Note' })).toBeFocused()
  await region.getByRole('option', { name: /Wait/ }).or(region.getByRole('button', { name: /2 notes/ })).first().click()
  await region.getByRole('option', { name: /^Wait/ }).click()
  await expect(region.getByRole('figure', { name: 'Command oc get vm' })).toBeVisible()
  await region.getByRole('button', { name: 'Open notes on the stage' }).click()
  const stage = page.getByRole('main').getByRole('region', { name: 'Notes', exact: true })
  await expect(stage.getByRole('textbox', { name: 'Note' })).toContainText('task')
  await expectAccessible(page, stage)
  await stage.getByRole('button', { name: 'More about notes' }).click()
  await stage.getByRole('menuitemradio', { name: 'Write and read side by side' }).click()
  await expect(stage.getByRole('article', { name: 'Preview' }).getByRole('table')).toBeVisible()
  await expectAccessible(page, stage)

  await test.step('a very long note is read to its end', async () => {
    await writeFile(join(folder, 'long.md'), `# Long\n\n${'A paragraph of a very long note.\n\n'.repeat(15_000)}The very last words.\n`)
    await stage.getByRole('option', { name: /^Long/ }).click()
    const preview = stage.getByRole('article', { name: 'Preview' })
    await expect(preview).toContainText('A paragraph of a very long note.')
    // What comes into sight is drawn, and may take more room than was expected.
    await expect(async () => {
      await preview.press('End')
      await expect(preview.getByText('The very last words.')).toBeInViewport({ timeout: 500 })
    }).toPass()
    await stage.getByRole('button', { name: 'More about notes' }).click()
    await stage.getByRole('menuitemradio', { name: 'Write', exact: true }).click()
  })

  await test.step('lines that end as Windows ends them go on to', async () => {
    await writeFile(join(folder, 'windows.md'), '# From Windows\r\n\r\none\r\n')
    await stage.getByRole('option', { name: /^From Windows/ }).click()
    await stage.getByRole('textbox', { name: 'Note' }).press('Control+End')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await expect.poll(() => readFile(join(folder, 'windows.md'), 'utf8')).toBe('# From Windows\r\n\r\none\r\ntwo\r\n')
    await writeFile(join(folder, 'windows.md'), '# From Windows\r\n\r\none\r\ntwo\r\nby another\r\n')
    await expect(stage.getByRole('textbox', { name: 'Note' })).toContainText('by another')
    await page.keyboard.type('three')
    await expect.poll(() => readFile(join(folder, 'windows.md'), 'utf8')).toBe('# From Windows\r\n\r\none\r\ntwo\r\nthreeby another\r\n')
  })

  await test.step('filters of unit, step, tag and date', async () => {
    await writeFile(join(folder, 'tagged.md'), '---\nunit: virt\nstep: D7\n---\n# Tagged\n\nto do #later\n')
    const last = new Date('2024-02-03T12:00:00')
    await writeFile(join(folder, 'old.md'), '# Old\n\nlong ago\n')
    await utimes(join(folder, 'old.md'), last, last)
    const search = stage.getByRole('searchbox', { name: 'Search notes' })
    for (const [filter, titles] of [
      ['unit:virt', ['Tagged', 'Wait']],
      ['unit:virt step:D6', ['Wait']],
      ['tag:later', ['Tagged']],
      ['date:2024-02-03', ['Old']],
      ['before:2025 ago', ['Old']],
      ['date:today unit:virt step:D7', ['Tagged']],
    ] as const) {
      await search.fill(filter)
      await expect(stage.getByRole('option')).toHaveCount(titles.length)
      for (const title of titles) await expect(stage.getByRole('option', { name: new RegExp(`^${title}`) })).toBeVisible()
    }
    await picture(page, 'notes-filter')
    await search.fill('')
  })

  await test.step('the index is rebuilt from the files', async () => {
    await stage.getByRole('button', { name: 'More about notes' }).click()
    await stage.getByRole('menuitem', { name: 'Rebuild the index' }).click()
    await expect(stage.getByText('The index is built anew')).toBeVisible()
    await expect(stage.getByText('6 notes were read from their files.')).toBeVisible()
    await expect(stage.getByRole('option')).toHaveCount(6)
  })

  await test.step('a note, its unit and everything go out as HTML, PDF and zip', async () => {
    await stage.getByRole('option', { name: /^Tagged/ }).click()
    for (const [scope, titles] of [['Unit virt', ['Tagged', 'Wait']], ['Everything', ['From Windows', 'Old', 'Tagged', 'Wait', 'b']]] as const) {
      for (const [label, extension] of [['HTML', 'html'], ['PDF', 'pdf'], ['Zip of Markdown files', 'zip']] as const) {
        // The long note would make a thousand pages.
        if (scope === 'Everything') await rm(join(folder, 'long.md'), { force: true })
        const target = join(userDataDir, `${scope}.${extension}`)
        await choose(app.electron, { save: target })
        await stage.getByRole('button', { name: 'Export' }).click()
        const menu = stage.getByRole('menu', { name: 'Export' })
        const place = (await menu.getByText(/^(?:This note|Unit .*|Everything)$/).allTextContents()).indexOf(scope)
        await menu.getByRole('menuitem', { name: label }).nth(place).click()
        await expect(stage.getByText(target)).toBeVisible({ timeout: 20_000 })
      }
      const html = await readFile(join(userDataDir, `${scope}.html`), 'utf8')
      expect([...html.matchAll(/<h1[^>]*>([^<]*)/g)].map(([, title]) => title)).toEqual(expect.arrayContaining([...titles]))
      expect((await readFile(join(userDataDir, `${scope}.pdf`))).subarray(0, 5).toString()).toBe('%PDF-')
      const files = Object.keys(unzipSync(await readFile(join(userDataDir, `${scope}.zip`))))
      expect(files.length).toBe(titles.length)
    }
  })

  await test.step('what is found, earlier versions with their difference, and the bin', async () => {
    await stage.getByRole('searchbox', { name: 'Search notes' }).fill('wait')
    await expect(stage.getByRole('option', { name: /Wait/ }).locator('mark').first()).toBeVisible()
    await stage.getByRole('option', { name: /^Wait/ }).click()
    await writeFile(join(folder, 'a.md'), '# Wait\n\nanother text')
    await expect(stage.getByRole('textbox', { name: 'Note' })).toContainText('another text')
    await stage.getByRole('textbox', { name: 'Note' }).click()
    await page.keyboard.type('and more ')
    await expect.poll(() => readFile(join(folder, 'a.md'), 'utf8')).toContain('and more')
    const more = async (name: string): Promise<void> => {
      await stage.getByRole('button', { name: 'More about notes' }).click()
      await stage.getByRole('menuitem', { name }).click()
    }
    await more('Earlier versions')
    await expect(stage.getByRole('region', { name: 'Difference between this version and the note' }).locator('ins')).toContainText('and more')
    await expectAccessible(page, stage)
    await picture(page, 'notes-versions')
    await stage.getByRole('button', { name: 'Bring this one back' }).click()
    await expect(stage.getByRole('textbox', { name: 'Note' })).not.toContainText('and more')
    await stage.getByRole('textbox', { name: 'Note' }).press('Control+Z')
    await expect(stage.getByRole('textbox', { name: 'Note' })).toContainText('and more')
    await more('Delete note')
    await more('Deleted notes')
    await expect(stage.getByRole('listitem').getByRole('button', { name: 'Bring back' })).toHaveCount(1)
    await expectAccessible(page, stage)
    await stage.getByRole('listitem').getByRole('button', { name: 'Bring back' }).click()
    await expect(stage.getByRole('textbox', { name: 'Note' })).toContainText('and more')
  })

  await test.step('a template, whose headings fold', async () => {
    await stage.getByRole('button', { name: 'Templates' }).click()
    await stage.getByRole('menuitem', { name: 'Trouble report' }).click()
    const note = stage.getByRole('textbox', { name: 'Note' })
    await expect(note).toContainText('How to see it again')
    const lines = await note.locator('.cm-line').count()
    await stage.getByTitle(/^Fold /).nth(1).click()
    await expect.poll(() => note.locator('.cm-line').count()).toBeLessThan(lines)
  })
})
