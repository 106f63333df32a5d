import { textAt } from '../objects/json'
import type { Store } from '../store/store'

/** What goes together in one version of OpenShift. */
export interface Release {
  openshift: string
  kubernetes: string
  /** As nodes tell it. */
  osImage: string
  osId: 'rhcos' | 'rhel'
  kernel: string
  runtime: string
  goVersion: string
  /** The OpenShift Virtualization operator of its catalog. */
  virtualization: string
  kubevirt: string
  /** A second container in each virtual machine's pod, which logs the serial console: from 4.19. */
  consoleLog: boolean
}

const coreOs = (build: string): string => `Red Hat Enterprise Linux CoreOS ${build}`

const releases = {
  '4.16': {
    openshift: '4.16.40',
    kubernetes: 'v1.29.14',
    osImage: coreOs('416.94.202505060853-0'),
    osId: 'rhcos',
    kernel: '5.14.0-427.68.1.el9_4.x86_64',
    runtime: 'cri-o://1.29.13-4.rhaos4.16.git06af8fb.el9',
    goVersion: 'go1.21.13 (Red Hat 1.21.13-9.el9_4) X:strictfipsruntime',
    virtualization: '4.16.7',
    kubevirt: 'v1.2.2',
    consoleLog: false,
  },
  '4.17': {
    openshift: '4.17.30',
    kubernetes: 'v1.30.12',
    osImage: coreOs('417.94.202505062354-0'),
    osId: 'rhcos',
    kernel: '5.14.0-427.68.1.el9_4.x86_64',
    runtime: 'cri-o://1.30.14-2.rhaos4.17.git5c2b7d2.el9',
    goVersion: 'go1.22.12 (Red Hat 1.22.12-2.el9_4) X:strictfipsruntime',
    virtualization: '4.17.9',
    kubevirt: 'v1.3.1',
    consoleLog: false,
  },
  '4.18': {
    openshift: '4.18.15',
    kubernetes: 'v1.31.8',
    osImage: coreOs('418.94.202505130102-0'),
    osId: 'rhcos',
    kernel: '5.14.0-427.68.1.el9_4.x86_64',
    runtime: 'cri-o://1.31.8-4.rhaos4.18.git4a6ddba.el9',
    goVersion: 'go1.22.12 (Red Hat 1.22.12-2.el9_4) X:strictfipsruntime',
    virtualization: '4.18.4',
    kubevirt: 'v1.4.0',
    consoleLog: false,
  },
  '4.19': {
    openshift: '4.19.6',
    kubernetes: 'v1.32.6',
    osImage: coreOs('9.6.20250715-0 (Plow)'),
    osId: 'rhel',
    kernel: '5.14.0-570.27.1.el9_6.x86_64',
    runtime: 'cri-o://1.32.6-3.rhaos4.19.gitd9321ae.el9',
    goVersion: 'go1.23.9 (Red Hat 1.23.9-1.el9_6) X:strictfipsruntime',
    virtualization: '4.19.3',
    kubevirt: 'v1.5.3',
    consoleLog: true,
  },
} as const satisfies Record<string, Release>

export type Minor = keyof typeof releases

export const minors = Object.keys(releases) as Minor[]

export function releaseNamed(minor: Minor): Release {
  return releases[minor]
}

/** Of the cluster in the store: its ClusterVersion says which. */
export function releaseOf(store: Store): Release {
  const version = textAt(store.get('clusterversions.config.openshift.io', undefined, 'version'), 'status', 'desired', 'version')
  const minor = minors.find((one) => version.startsWith(`${one}.`))
  return releases[minor ?? '4.19']
}

/** The name of the operator's ClusterServiceVersion. */
export function operatorVersionOf({ virtualization }: Release): string {
  return `kubevirt-hyperconverged-operator.v${virtualization}`
}

export function virtualizationImage({ virtualization }: Release, container: string): string {
  return `registry.redhat.io/container-native-virtualization/${container}-rhel9:v${virtualization}`
}
