import { expect, expectSession, test, treeItem } from './app'
import { picture } from './looks'

test('the window in pictures: the tree and an object, its YAML, notes beside it', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await treeItem(page, 'VirtualMachine', 'rhel9-web').first().dblclick()
  await expect(page.getByRole('tabpanel', { name: 'rhel9-web' })).toContainText('The guest agent answers')
  await picture(page, 'object')

  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(page.getByRole('textbox', { name: 'YAML of rhel9-web' })).toContainText('kind: VirtualMachine')
  await picture(page, 'yaml')

  await page.getByRole('tab', { name: 'Notes' }).click()
  await page.getByRole('button', { name: 'New note' }).click()
  await page.getByRole('textbox', { name: 'Note' }).click()
  await page.keyboard.type('# What a VM is made of\n\n- [ ] start it\nA **VirtualMachine** stays when it stops; its *instance* does not.\n')
  await expect(page.getByRole('region', { name: 'Notes' }).getByRole('status')).toHaveText('Saved')
  await page.getByRole('button', { name: 'Open notes on the stage' }).click()
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toContainText('start it')
  await picture(page, 'notes')
})
