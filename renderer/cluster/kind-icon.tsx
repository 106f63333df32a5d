import { RhUiCubesIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-cubes-icon'
import { RhUiFolderIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-folder-icon'
import { RhUiKubernetesServiceIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-kubernetes-service-icon'
import { RhUiModuleIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-module-icon'
import { RhUiOperatorIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-operator-icon'
import { RhUiRouteIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-route-icon'
import { RhUiServerIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-server-icon'
import { RhUiStorageDomainIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-storage-domain-icon'
import { RhUiStorageIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-storage-icon'
import { RhUiVirtualServerIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-virtual-server-icon'
import type { KindIcon as KindIconName } from '../../core/cluster'

const icons = {
  node: RhUiServerIcon,
  project: RhUiFolderIcon,
  vm: RhUiVirtualServerIcon,
  operator: RhUiOperatorIcon,
  clusterOperator: RhUiModuleIcon,
  storageClass: RhUiStorageIcon,
  claim: RhUiStorageDomainIcon,
  service: RhUiKubernetesServiceIcon,
  route: RhUiRouteIcon,
  version: RhUiCubesIcon,
} satisfies Record<KindIconName, unknown>

/** Takes the size and colour of the text around it. */
export function KindIcon({ icon }: { icon: KindIconName }) {
  const Icon = icons[icon]
  return <Icon />
}
