import { expect, expectSession, test, treeItem } from './app'

test('an instructor saves the practice classroom, spoils it, and brings it back', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await expect(treeItem(page, 'Node')).toHaveCount(5)
  await page.keyboard.press('Control+Shift+P')
  await page.getByRole('combobox', { name: 'Command' }).fill('instructor')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Instructor' })

  await dialog.getByRole('textbox', { name: 'Name' }).fill('whole')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Restore whole' })).toBeVisible()

  await dialog.getByRole('tab', { name: 'Trouble' }).click()
  await dialog.getByRole('switch', { name: 'worker02 is silent' }).click()
  await expect(treeItem(page, 'Node', 'worker02')).toHaveAttribute('data-status', 'NotReady')
  await dialog.getByRole('switch', { name: 'Tokens are refused' }).click()
  await dialog.getByRole('button', { name: 'Drop all watches' }).click()
  await expectSession(page, 'Session expired')
  // The way to the classroom's control is not the way that is spoilt.
  await dialog.getByRole('switch', { name: 'Tokens are refused' }).click()
  await expect(dialog.getByRole('switch', { name: 'Tokens are refused' })).not.toBeChecked()

  await dialog.getByRole('tab', { name: 'Classroom' }).click()
  await dialog.getByRole('button', { name: 'Restore whole' }).click()
  await dialog.getByRole('button', { name: 'Restore now' }).click()
  await expect(dialog.getByRole('status')).toHaveText('The classroom is as in whole.')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).first().click()
  await expectSession(page, 'Logged in as admin')
  await expect(treeItem(page, 'Node', 'worker02')).toHaveAttribute('data-status', 'Ready')
})
