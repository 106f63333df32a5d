import type { JsonObject, KubeObject } from '../objects/json'

/** The console's own lessons: a few under the names that clusters have them, in words of our own. */

interface Task {
  title: string
  description: string
  check: string
  help: string
}

interface Lesson {
  name: string
  title: string
  minutes: number
  description: string
  introduction: string
  tasks: Task[]
  conclusion: string
  tags?: string
  prerequisites?: string[]
  next?: string
}

function quickStart({ name, title, minutes, description, introduction, tasks, conclusion, tags, prerequisites, next }: Lesson): KubeObject {
  return {
    apiVersion: 'console.openshift.io/v1',
    kind: 'ConsoleQuickStart',
    metadata: { name, ...(tags === undefined ? {} : { annotations: { categories: tags } }) },
    spec: {
      displayName: title,
      durationMinutes: minutes,
      description,
      introduction,
      ...(prerequisites === undefined ? {} : { prerequisites }),
      tasks: tasks.map(written),
      conclusion,
      ...(next === undefined ? {} : { nextQuickStart: [next] }),
    },
  }
}

function written({ title, description, check, help }: Task): JsonObject {
  return {
    title,
    description,
    review: { instructions: `#### Check your work\n${check}`, failedTaskHelp: help },
    summary: { success: 'That worked.', failed: help },
  }
}

/** What a cluster has from its installation on. */
export function clusterQuickStarts(): KubeObject[] {
  return [
    quickStart({
      name: 'sample-application',
      title: 'Run a container in a project of your own',
      minutes: 10,
      description: 'Make a project, run a web server in it, and look at what the cluster made of your wish.',
      introduction: 'A project keeps your objects apart from those of others. You make one, run one container in it, and remove both.',
      tasks: [
        { title: 'Make a project', description: '1. Open a terminal in which you are logged in.\n1. Enter `oc new-project quick-start`{{copy}}.', check: 'Does `oc project -q` answer `quick-start`?', help: 'Is the name taken? Choose another one, and use it from here on.' },
        { title: 'Run a container', description: '1. Enter `oc create deployment web --image=registry.access.redhat.com/ubi9/httpd-24`{{copy}}.\n1. Wait for its pod: `oc wait deployment/web --for=condition=Available`{{copy}}.', check: 'Is the pod **Running** in `oc get pods`?', help: 'Look at `oc get events`: a misspelt image cannot be pulled.' },
        { title: 'Clean up', description: 'Enter `oc delete project quick-start`{{copy}}.', check: 'Is the project gone from `oc projects`?', help: 'A project takes a moment to end: everything in it ends first.' },
      ],
      conclusion: 'You have wished for a container, seen it run, and taken the wish back.',
    }),
    quickStart({
      name: 'user-impersonation',
      title: 'See the cluster as somebody else',
      minutes: 5,
      description: 'Find out what another user may do, without their password.',
      introduction: 'Whoever administers a cluster can ask it in the name of another user. So you see what they see.',
      prerequisites: ['You are logged in as a cluster administrator.'],
      tasks: [
        { title: 'Ask what somebody may do', description: 'Enter `oc auth can-i list nodes --as=developer`{{copy}}, then the same without `--as`.', check: 'Is the first answer `no`, and the second `yes`?', help: 'Who are you? `oc whoami` tells; only an administrator may ask for others.' },
        { title: 'List all that somebody may do', description: 'Enter `oc auth can-i --list --as=developer -n vms-dev`{{copy}}.', check: 'Do you find `virtualmachines.kubevirt.io` there?', help: 'Virtual machines are a kind of this cluster only when OpenShift Virtualization is installed.' },
      ],
      conclusion: 'Before you change rights, you know how to look at them.',
    }),
  ]
}

/** What OpenShift Virtualization adds to them. */
export function virtualizationQuickStarts(): KubeObject[] {
  return [
    quickStart({
      name: 'creating-virtual-machine',
      title: 'Make a virtual machine from a volume',
      minutes: 10,
      description: 'Make a machine from a boot source, start it, and log in to it.',
      introduction: 'A machine is an object like any other: you describe it, and the cluster sees to it that there is one.',
      tags: 'Virtualization',
      tasks: [
        { title: 'Find a boot source', description: 'Enter `oc get datasources -n openshift-virtualization-os-images`{{copy}}, and choose one that is ready.', check: 'Is there a source `rhel9`, and does `oc get datasource rhel9 -n openshift-virtualization-os-images -o yaml` say that it is **Ready**?', help: 'Sources for Windows have to be uploaded first; those for Linux are imported when the operator is installed.' },
        { title: 'Make the machine', description: '1. Enter `oc new-project quick-start`{{copy}}.\n1. Enter `virtctl create vm --name=first --instancetype=u1.small --volume-import=type:ds,src:openshift-virtualization-os-images/rhel9 | oc apply -f -`, or use the form of the console.', check: 'Does `oc get vm` show the machine?', help: 'Where your virtctl has no `create`, write the manifest by hand: `oc explain vm.spec` has its fields.' },
        { title: 'Log in to it', description: 'Enter `virtctl console first`{{copy}}, press Enter, and log in. Ctrl+] leads out again.', check: 'Have you seen the prompt of its shell?', help: 'A machine that has just been started needs a moment until it asks for a name.' },
      ],
      conclusion: 'You have made a machine, and it will be there until you delete it.',
      next: 'upload-boot-source',
    }),
    quickStart({
      name: 'upload-boot-source',
      title: 'Make a boot source of an image',
      minutes: 15,
      description: 'Bring a disk image of your own into the cluster, so that machines can be made from it.',
      introduction: 'What a machine boots from is a volume that others are copied from. Any disk image can become one.',
      tags: 'Virtualization',
      tasks: [
        { title: 'Import the image', description: 'Make a DataVolume whose source is the address of the image: `oc explain datavolume.spec.source.http`{{copy}} has the fields.', check: 'Does `oc get dv` say **Succeeded**?', help: 'An address that cannot be reached shows in the events of the importer’s pod.' },
        { title: 'Give it a name that others find', description: 'Make a DataSource in your project that names the volume.', check: 'Does `oc get datasource` show it?', help: 'Both have to lie in the same project.' },
      ],
      conclusion: 'From now on a machine can be made from your image in a minute.',
    }),
    quickStart({
      name: 'connect-ext-net-to-vm',
      title: 'Connect a machine to a network outside',
      minutes: 20,
      description: 'Give a machine a second network card on a network of its node.',
      introduction: 'Machines share the network of pods. One that has to be reached from elsewhere as it is gets another card.',
      tags: 'Virtualization',
      tasks: [
        { title: 'Describe the network', description: 'Make a NetworkAttachmentDefinition for a bridge of the nodes: `oc explain net-attach-def`{{copy}}.', check: 'Does `oc get net-attach-def` show it in your project?', help: 'Whoever administers the nodes knows which bridges there are.' },
        { title: 'Add a card to the machine', description: 'Add an interface and a network of the same name to `spec.template.spec` of the machine, and restart it.', check: 'Does `oc get vmi -o yaml` tell of two interfaces?', help: 'Without a restart the running machine stays as it was.' },
      ],
      conclusion: 'The machine is in two networks now: that of the cluster, and yours.',
    }),
  ]
}
