import type { Locator, Page } from 'playwright/test'
import { expect, expectSession, test, treeItem } from './app'
import { answerQuestions, contentOf, guide, openSection, resetToBegin, step } from './lesson'

// As for the unit by typing: an installation takes twenty seconds, a guest's start fifteen; twice that on a busy machine.
const WHOLE_UNIT_MS = 6 * 60_000
const ONE_STEP_MS = 90_000

const stage = (page: Page): Locator => page.getByRole('main', { name: 'Stage' })

async function palette(page: Page, letters: string, entry: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+Shift+p')
  await page.keyboard.type(letters)
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('option', { name: entry }).first().click()
}

/** Through "Create from YAML": the text is what a student would copy from the step's manifest. */
async function createFromYaml(page: Page, text: string, made: string): Promise<void> {
  await palette(page, 'create from', 'Create from YAML')
  const editor = stage(page).getByRole('textbox', { name: /YAML/ })
  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
  await stage(page).getByRole('button', { name: 'Create', exact: true }).click()
  await expect(stage(page).getByRole('tab', { name: made, selected: true }).first()).toBeVisible()
}

async function open(page: Page, kind: string, name: string): Promise<void> {
  await treeItem(page, kind, name).first().dblclick()
  await expect(stage(page).getByRole('heading', { level: 1, name })).toBeVisible()
}

async function filterTree(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Filter cluster' }).fill(text)
}

/** A button of the page in front that leads to an object that belongs to it. */
async function follow(page: Page, name: RegExp): Promise<void> {
  await stage(page).getByRole('tabpanel').getByRole('button', { name }).first().click()
  await expect(stage(page).getByRole('heading', { level: 1, name })).toBeVisible()
}

async function remove(page: Page): Promise<void> {
  await stage(page).getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('dialog', { name: /^Delete / }).getByRole('button', { name: 'Delete', exact: true }).click()
}

const probe = (name: string, labels: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: unit1-lab, labels: {${labels}}}
spec:
  restartPolicy: Never
  containers:
  - name: ${name}
    image: registry.redhat.io/ubi9/ubi
    command: [timeout, "10", bash, -c, "exec 3<>/dev/tcp/ssh/22; head -1 <&3"]
`
const ssh = `apiVersion: v1
kind: Service
metadata: {name: ssh, namespace: unit1-lab}
spec:
  selector: {vm.kubevirt.io/name: rhel9-test}
  ports: [{port: 22}]
`

test('the whole of Unit 1 through buttons and the YAML editor only', async ({ start }) => {
  test.setTimeout(WHOLE_UNIT_MS)
  const { page } = await start({ args: ['--practice'] })
  await expect(guide(page)).toBeVisible()
  await resetToBegin(page)
  const steps = new Map((await contentOf(page)).map((content) => [content.id, content]))
  expect(steps.size).toBe(38)
  const manifest = (id: string): string => steps.get(id)?.commands.find((command) => command.manifest !== null)?.manifest?.text ?? ''
  const asked = (id: string) => async (): Promise<void> => answerQuestions(page, steps.get(id)!)

  const hands: Record<string, () => Promise<void>> = {
    A1: async () => {
      await page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
      await expectSession(page, 'Logged in as admin')
    },
    A2: asked('A2'),
    A3: asked('A3'),
    A4: asked('A4'),
    async A5() {
      await page.getByRole('button', { name: 'Log in as developer', exact: true }).click()
      await expectSession(page, 'Logged in as developer')
      await answerQuestions(page, steps.get('A5')!)
      await page.getByRole('group', { name: 'Users' }).getByRole('button', { name: /admin/ }).first().click()
    },
    B1: () => open(page, 'Node', 'master01'),
    B2: asked('B2'),
    B3: () => open(page, 'Node', 'worker01'),
    B4: () => palette(page, 'etcd-master01', /^etcd-master01/),
    B5: asked('B5'),
    B6: asked('B6'),
    C1: asked('C1'),
    C2: asked('C2'),
    C3: asked('C3'),
    async D1() {
      await treeItem(page, 'Section', 'More').click()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.type('packagem')
      await expect(treeItem(page, 'Kind', 'PackageManifest')).toBeFocused()
      await page.keyboard.press('Enter')
    },
    D2: asked('D2'),
    D3: () => createFromYaml(page, manifest('D3'), 'openshift-cnv'),
    D4: async () => {},
    D5: () => createFromYaml(page, manifest('D5'), 'kubevirt-hyperconverged'),
    D6: async () => {},
    async D7() {
      await filterTree(page, 'kind:daemonset virt-handler')
      await open(page, 'DaemonSet', 'virt-handler')
      await filterTree(page, '')
    },
    D8: () => open(page, 'Node', 'worker01'),
    E1: () => createFromYaml(page, 'apiVersion: project.openshift.io/v1\nkind: Project\nmetadata: {name: unit1-lab}\n', 'unit1-lab'),
    E2: () => createFromYaml(page, manifest('E2'), 'rhel9-test'),
    E3: () => stage(page).getByRole('button', { name: 'Start', exact: true }).click(),
    E4: () => follow(page, /^rhel9-test$/),
    async E5() {
      await open(page, 'VirtualMachine', 'rhel9-test')
      await follow(page, /^virt-launcher-rhel9-test-/)
    },
    async E6() {
      await open(page, 'VirtualMachine', 'rhel9-test')
      await page.getByRole('tab', { name: 'Console', exact: true }).click()
      const region = page.getByRole('region', { name: 'Console of unit1-lab/rhel9-test' })
      await region.getByRole('radio', { name: 'Serial', exact: true }).check({ force: true })
      await expect(region).toHaveAttribute('data-state', 'connected', { timeout: ONE_STEP_MS })
      await region.getByRole('button', { name: 'Log in as student' }).click()
    },
    async E7() {
      await page.getByRole('tab', { name: 'Overview', exact: true }).click()
      await follow(page, /^rhel9-test$/)
    },
    async E8() {
      await open(page, 'VirtualMachine', 'rhel9-test')
      await stage(page).getByRole('button', { name: 'Stop', exact: true }).click()
    },
    async F1() {
      await stage(page).getByRole('button', { name: 'Start', exact: true }).click()
      await follow(page, /^rhel9-test-rootdisk$/)
    },
    F2: () => createFromYaml(page, ssh, 'ssh'),
    F3: async () => {},
    F4: () => createFromYaml(page, probe('probe', ''), 'probe'),
    async F5() {
      await createFromYaml(page, manifest('F5'), 'ssh-from-probes')
      await createFromYaml(page, probe('stranger', ''), 'stranger')
      await expect(stage(page).getByRole('status', { name: 'Status' })).toHaveText('Error')
      await createFromYaml(page, probe('welcome', 'role: probe'), 'welcome')
    },
    async G1() {
      await open(page, 'VirtualMachine', 'rhel9-test')
      await remove(page)
    },
    async G2() {
      await open(page, 'Project', 'unit1-lab')
      await remove(page)
    },
    async G3() {
      for (const [kind, name] of [['HyperConverged', 'kubevirt-hyperconverged'], ['Subscription', 'hco-operatorhub'], ['ClusterServiceVersion', 'kubevirt-hyperconverged'], ['Project', 'openshift-cnv']] as const) {
        await filterTree(page, `kind:${kind.toLowerCase()} ${name}`)
        const row = treeItem(page, kind).first()
        await row.dblclick()
        await remove(page)
        await expect(row).toBeHidden({ timeout: ONE_STEP_MS })
      }
    },
  }

  for (const [id, content] of steps) {
    await test.step(`${id} ${content.title}`, async () => {
      await openSection(page, id)
      await hands[id]?.()
      await expect(step(page, id)).toHaveAttribute('data-state', 'done', { timeout: ONE_STEP_MS })
    })
  }
})
