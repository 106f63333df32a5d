import type { JsonObject, KubeObject } from '../objects/json'

/** The console's own lessons: a few under the names that clusters have them, in words of our own. */

interface Lesson {
  name: string
  title: string
  minutes: number
  description: string
  introduction: string
  tasks: JsonObject[]
  conclusion: string
  prerequisites?: string[]
  next?: string
}

/** @param category the console's, as its list of quick starts is filtered by; none for what belongs to the cluster itself */
const quickStart =
  (category?: string) =>
  ({ name, title, minutes, next, ...texts }: Lesson): KubeObject => ({
    apiVersion: 'console.openshift.io/v1',
    kind: 'ConsoleQuickStart',
    metadata: { name, ...(category !== undefined && { annotations: { categories: category } }) },
    spec: { displayName: title, durationMinutes: minutes, ...texts, ...(next !== undefined && { nextQuickStart: [next] }) },
  })

function task(title: string, description: string, check: string, help: string): JsonObject {
  return {
    title,
    description,
    review: { instructions: `#### Check your work\n${check}`, failedTaskHelp: help },
    summary: { success: 'That worked.', failed: help },
  }
}

const clusterLessons: Lesson[] = [
  {
    name: 'sample-application',
    title: 'Run a container in a project of your own',
    minutes: 10,
    description: 'Make a project, run a web server in it, and look at what the cluster made of your wish.',
    introduction: 'A project keeps your objects apart from those of others. You make one, run one container in it, and remove both.',
    tasks: [
      task('Make a project', '1. Open a terminal in which you are logged in.\n1. Enter `oc new-project quick-start`{{copy}}.', 'Does `oc project -q` answer `quick-start`?', 'Is the name taken? Choose another one, and use it from here on.'),
      task('Run a container', '1. Enter `oc create deployment web --image=registry.access.redhat.com/ubi9/httpd-24`{{copy}}.\n1. Wait for its pod: `oc wait deployment/web --for=condition=Available`{{copy}}.', 'Is the pod **Running** in `oc get pods`?', 'Look at `oc get events`: a misspelt image cannot be pulled.'),
      task('Clean up', 'Enter `oc delete project quick-start`{{copy}}.', 'Is the project gone from `oc projects`?', 'A project takes a moment to end: everything in it ends first.'),
    ],
    conclusion: 'You have wished for a container, seen it run, and taken the wish back.',
  },
  {
    name: 'user-impersonation',
    title: 'See the cluster as somebody else',
    minutes: 5,
    description: 'Find out what another user may do, without their password.',
    introduction: 'Whoever administers a cluster can ask it in the name of another user. So you see what they see.',
    prerequisites: ['You are logged in as a cluster administrator.'],
    tasks: [
      task('Ask what somebody may do', 'Enter `oc auth can-i list nodes --as=developer`{{copy}}, then the same without `--as`.', 'Is the first answer `no`, and the second `yes`?', 'Who are you? `oc whoami` tells; only an administrator may ask for others.'),
      task('List all that somebody may do', 'Enter `oc auth can-i --list --as=developer -n vms-dev`{{copy}}.', 'Do you find `virtualmachines.kubevirt.io` there?', 'Virtual machines are a kind of this cluster only when OpenShift Virtualization is installed.'),
    ],
    conclusion: 'Before you change rights, you know how to look at them.',
  },
]

const virtualizationLessons: Lesson[] = [
  {
    name: 'creating-virtual-machine',
    title: 'Make a virtual machine from a volume',
    minutes: 10,
    description: 'Make a machine from a boot source, start it, and log in to it.',
    introduction: 'A machine is an object like any other: you describe it, and the cluster sees to it that there is one.',
    tasks: [
      task('Find a boot source', 'Enter `oc get datasources -n openshift-virtualization-os-images`{{copy}}, and choose one that is ready.', 'Is there a source `rhel9`, and does `oc get datasource rhel9 -n openshift-virtualization-os-images -o yaml` say that it is **Ready**?', 'Sources for Windows have to be uploaded first; those for Linux are imported when the operator is installed.'),
      task('Make the machine', '1. Enter `oc new-project quick-start`{{copy}}.\n1. Enter `virtctl create vm --name=first --instancetype=u1.small --volume-import=type:ds,src:openshift-virtualization-os-images/rhel9 | oc apply -f -`, or use the form of the console.', 'Does `oc get vm` show the machine?', 'Where your virtctl has no `create`, write the manifest by hand: `oc explain vm.spec` has its fields.'),
      task('Log in to it', 'Enter `virtctl console first`{{copy}}, press Enter, and log in. Ctrl+] leads out again.', 'Have you seen the prompt of its shell?', 'A machine that has just been started needs a moment until it asks for a name.'),
    ],
    conclusion: 'You have made a machine, and it will be there until you delete it.',
    next: 'upload-boot-source',
  },
  {
    name: 'upload-boot-source',
    title: 'Make a boot source of an image',
    minutes: 15,
    description: 'Bring a disk image of your own into the cluster, so that machines can be made from it.',
    introduction: 'What a machine boots from is a volume that others are copied from. Any disk image can become one.',
    tasks: [
      task('Import the image', 'Make a DataVolume whose source is the address of the image: `oc explain datavolume.spec.source.http`{{copy}} has the fields.', 'Does `oc get dv` say **Succeeded**?', 'An address that cannot be reached shows in the events of the importer’s pod.'),
      task('Give it a name that others find', 'Make a DataSource in your project that names the volume.', 'Does `oc get datasource` show it?', 'Both have to lie in the same project.'),
    ],
    conclusion: 'From now on a machine can be made from your image in a minute.',
  },
  {
    name: 'connect-ext-net-to-vm',
    title: 'Connect a machine to a network outside',
    minutes: 20,
    description: 'Give a machine a second network card on a network of its node.',
    introduction: 'Machines share the network of pods. One that has to be reached from elsewhere as it is gets another card.',
    tasks: [
      task('Describe the network', 'Make a NetworkAttachmentDefinition for a bridge of the nodes: `oc explain net-attach-def`{{copy}}.', 'Does `oc get net-attach-def` show it in your project?', 'Whoever administers the nodes knows which bridges there are.'),
      task('Add a card to the machine', 'Add an interface and a network of the same name to `spec.template.spec` of the machine, and restart it.', 'Does `oc get vmi -o yaml` tell of two interfaces?', 'Without a restart the running machine stays as it was.'),
    ],
    conclusion: 'The machine is in two networks now: that of the cluster, and yours.',
  },
]

/** What a cluster has from its installation on. */
export const clusterQuickStarts = (): KubeObject[] => clusterLessons.map(quickStart())

/** What OpenShift Virtualization adds to them. */
export const virtualizationQuickStarts = (): KubeObject[] => virtualizationLessons.map(quickStart('Virtualization'))
