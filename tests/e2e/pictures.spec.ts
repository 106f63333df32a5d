import { expect, expectSession, terminalText, test, treeItem, type } from './app'
import { picture } from './looks'

test('the window in pictures: the tree and an object, its YAML, notes beside it', async ({ start }) => {
  const { page } = await start({ args: ['--practice'] })
  await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
  await expectSession(page, 'Logged in as admin')
  await treeItem(page, 'VirtualMachine', 'rhel9-web').first().dblclick()
  await expect(page.getByRole('tabpanel', { name: 'rhel9-web' })).toContainText('The guest agent answers')
  await expect(page.getByRole('region', { name: 'Details' })).toContainText(/Nodeworker0\d.*Guest system.*from the guest agent.*Host namerhel9-web.*IP address10\./)
  await picture(page, 'object')

  await page.getByRole('tab', { name: 'YAML' }).click()
  await expect(page.getByRole('textbox', { name: 'YAML of rhel9-web' })).toContainText('kind: VirtualMachine')
  await picture(page, 'yaml')

  await page.getByRole('tab', { name: 'Notes' }).click()
  await page.getByRole('button', { name: 'New note' }).click()
  await page.getByRole('textbox', { name: 'Note' }).click()
  await page.keyboard.insertText(
    '# What a VM is made of\n\nA **VirtualMachine** stays when it stops; its *instance* does not. #recap\n\n- [x] look at the pod around it\n- [ ] start the other one\n\n```yaml\nspec:\n  runStrategy: Always # starts again\n```\n\n',
  )
  await type(page, 'oc get vm,vmi -n vms-dev')
  await expect(terminalText(page)).toContainText('virtualmachineinstance')
  await expect(terminalText(page).getByRole('img', { name: /^exit 0/ }).last()).toBeVisible()
  await page.keyboard.press('Control+Shift+S')
  await expect(page.getByRole('figure', { name: 'Command oc get vm,vmi -n vms-dev' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Notes' }).getByRole('status')).toHaveText('Saved')
  await page.getByRole('button', { name: 'Open notes on the stage' }).click()
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Note' })).toContainText('start the other one')
  for (const panel of ['Cluster panel', 'Guide and notes panel']) await page.getByRole('button', { name: panel, exact: true }).click()
  await picture(page, 'notes')
})
