import { RhUiCatalogIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-catalog-icon'
import { RhUiContainerIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-container-icon'
import { RhUiCubesIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-cubes-icon'
import { RhUiFileCodeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-file-code-icon'
import { RhUiFolderIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-folder-icon'
import { RhUiHardDriveIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-hard-drive-icon'
import { RhUiImageIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-image-icon'
import { RhUiKeyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-key-icon'
import { RhUiKubernetesServiceIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-kubernetes-service-icon'
import { RhUiModuleIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-module-icon'
import { RhUiLockIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-lock-icon'
import { RhUiNetworkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-network-icon'
import { RhUiOperatorIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-operator-icon'
import { RhUiRouteIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-route-icon'
import { RhUiServerIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-server-icon'
import { RhUiStorageDomainIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-storage-domain-icon'
import { RhUiStorageIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-storage-icon'
import { RhUiTableIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-table-icon'
import { RhUiTaskIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-task-icon'
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
  workload: RhUiCatalogIcon,
  pod: RhUiContainerIcon,
  job: RhUiTaskIcon,
  config: RhUiFileCodeIcon,
  secret: RhUiKeyIcon,
  bootSource: RhUiImageIcon,
  dataVolume: RhUiHardDriveIcon,
  policy: RhUiLockIcon,
  network: RhUiNetworkIcon,
  other: RhUiTableIcon,
} satisfies Record<KindIconName, unknown>

/** Takes the size and colour of the text around it. */
export function KindIcon({ icon }: { icon: KindIconName }) {
  const Icon = icons[icon]
  return <Icon />
}
