import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright/test'
import { expect, expectSession, terminalText, test, treeItem } from './app'

/** Makes the window's content this large, in pixels of the desktop, drawn `zoom` times as large. */
async function resize(electron: ElectronApplication, page: Page, { width, height, zoom = 1 }: { width: number; height: number; zoom?: number }): Promise<void> {
  const draw = (): Promise<void> =>
    electron.evaluate(
      ({ BrowserWindow }, size) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.setContentSize(size.width, size.height)
        window?.webContents.setZoomFactor(size.zoom)
      },
      { width, height, zoom },
    )
  // Again where the layout was just being saved, which applies its own scale.
  await expect.poll(async () => (await draw(), page.evaluate(() => window.innerWidth))).toBe(Math.floor(width / zoom))
}

/** Whether all of it lies inside the box that shows it. */
async function isWhole(inner: Locator, outer: Locator): Promise<boolean> {
  const [a, b] = await Promise.all([inner, outer].map((each) => each.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect)))
  return a !== undefined && b !== undefined && a.left >= b.left - 0.5 && a.right <= b.right + 0.5
}

const LONG_TITLE = 'Red Hat OpenShift Virtualization for the second group of the autumn term, in room 217 on the third floor'

function classroomFile(title: string): string {
  return `kind: Classroom
version: 1
title: ${title}
cluster:
  apiUrl: https://api.nowhere.invalid:6443
users:
${['admin', 'developer', 'kubeadmin'].map((user) => `  - name: ${user}\n`).join('')}`
}

test('the title bar gives way in order: commands, the classroom’s title, never the logins of a usual width', async ({ start, userDataDir }) => {
  const file = join(userDataDir, 'long.yaml')
  await writeFile(file, classroomFile(LONG_TITLE))
  const { electron, page } = await start({ args: ['--classroom', file] })
  const logins = page.getByRole('group', { name: 'Users' }).getByRole('button')
  const commands = page.getByRole('banner').getByRole('button', { name: /^Find anything/ })
  await expect(logins).toHaveCount(3)
  const tree = page.getByRole('region', { name: 'Cluster' })
  const share = await page.evaluate(() => window.innerWidth * 0.22)
  await expect.poll(async () => (await tree.boundingBox())?.width, 'as wide as it is drawn').toBeCloseTo(Math.min(264, share), 0)

  for (const width of [1920, 1440, 1280, 1200]) {
    await resize(electron, page, { width, height: 900 })
    for (const login of await logins.all()) {
      expect(await login.evaluate((button) => button.querySelector('span:last-child')!.scrollWidth <= button.querySelector('span:last-child')!.clientWidth), `${width} px: ${await login.textContent()}`).toBe(true)
    }
    expect(await isWhole(page.getByRole('button', { name: 'Close window' }), page.locator('body')), `${width} px`).toBe(true)
  }
  await resize(electron, page, { width: 1440, height: 900 })
  expect((await commands.boundingBox())?.width).toBeLessThan(60)
  await expect(commands.getByText('Ctrl')).toBeHidden()
})

test('at 125 % in a small window everything that is cut says so, and what is selected is in sight', async ({ start }) => {
  const { electron, page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  for (const node of ['master01', 'master02', 'worker01', 'worker02']) await treeItem(page, 'Node', node).dblclick()
  const objects = page.getByRole('tablist', { name: 'Open objects' })
  await expect(objects.getByRole('tab')).toHaveCount(4)
  const terminals = terminalText(page).getByRole('tab')
  for (let count = await terminals.count(); count < 8; count++) {
    await terminalText(page).getByRole('button', { name: 'New terminal' }).click()
    await expect(terminals).toHaveCount(count + 1)
  }

  await resize(electron, page, { width: 1024, height: 700, zoom: 1.25 })

  await test.step('cells of the status bar end in an ellipsis', async () => {
    const footer = page.getByRole('contentinfo')
    expect(await footer.evaluate((bar) => bar.scrollWidth <= bar.clientWidth)).toBe(true)
    const cut = await footer.locator('> span').evaluateAll((cells) =>
      cells
        .filter((cell) => cell.scrollHeight > cell.clientHeight || (cell.scrollWidth > cell.clientWidth && getComputedStyle(cell).textOverflow !== 'ellipsis'))
        .map((cell) => cell.textContent),
    )
    expect(cut).toEqual([])
  })

  await test.step('the object’s tab is whole, with no scroll bar under it', async () => {
    await expect.poll(() => isWhole(objects.getByRole('tab', { selected: true }), objects)).toBe(true)
    expect(await objects.evaluate((row: HTMLElement) => row.offsetHeight - row.clientHeight)).toBe(0)
  })

  await test.step('so is the terminal’s', async () => {
    const row = terminalText(page).getByRole('tablist', { name: 'Terminals' })
    await expect.poll(() => isWhole(row.getByRole('tab', { selected: true }), row)).toBe(true)
  })

  await test.step('and F6 leads to its input', async () => {
    await page.getByRole('tree', { name: 'Cluster' }).locator('[role="treeitem"]').first().click()
    await page.keyboard.press('F6')
    await page.keyboard.press('F6')
    await page.keyboard.type('echo $((6 * 7)) typed')
    await page.keyboard.press('Enter')
    await expect(terminalText(page)).toContainText('42 typed')
  })
})

test('a terminal of another classroom than the open one says so', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  const tabs = terminalText(page).getByRole('tab')
  await expect(tabs).toHaveAttribute('title', /In Practice classroom \(https:/)
  await expect(tabs).toHaveAccessibleName('admin')

  await page.getByRole('button', { name: /Practice classroom/ }).click()
  await page.getByRole('menuitem', { name: /Course classroom/ }).click()
  await expect(page.getByRole('contentinfo')).toContainText('api.ocp4.example.com:6443')
  await expect(tabs.first()).toHaveAccessibleName('admin in Practice classroom')
  await terminalText(page).getByRole('button', { name: 'New terminal' }).click()
  await expect(tabs.last()).toHaveAttribute('title', /In OpenShift Virtualization \(https:\/\/api\.ocp4/)
  await expect(tabs.last()).toHaveAccessibleName('admin 2')
})
