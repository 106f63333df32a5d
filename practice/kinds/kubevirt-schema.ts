import type { JsonObject } from '../objects/json'
import { amount, flag, integer, list, object, text, textMap, texts, whole } from './schema'

/** Spec and status of KubeVirt's kinds. See https://kubevirt.io/api-reference/v1.5.0/definitions.html */

const bus = text('Bus indicates the type of disk device to emulate. supported values: virtio, sata, scsi, usb.')

const disk = whole(
  '',
  {
    blockSize: object('If specified, the virtual disk will be presented with the given block sizes.'),
    bootOrder: integer('BootOrder is an integer value > 0, used to determine ordering of boot devices. Lower values take precedence.'),
    cache: text('Cache specifies which kvm disk cache mode should be used. Supported values are: none, writethrough, writeback.'),
    cdrom: whole('Attach a volume as a cdrom to the vmi.', { bus, readonly: flag('ReadOnly. Defaults to true.'), tray: text('Tray indicates if the tray of the device is open or closed. Allowed values are "open" and "closed".') }),
    dedicatedIOThread: flag('dedicatedIOThread indicates this disk should have an exclusive IO Thread.'),
    disk: whole('Attach a volume as a disk to the vmi.', { bus, pciAddress: text('If specified, the virtual disk will be placed on the guests pci address with the specified PCI address.'), readonly: flag('ReadOnly. Defaults to false.') }),
    errorPolicy: text('If specified, it can change the default error policy (stop) for the disk'),
    io: text('IO specifies which QEMU disk IO mode should be used. Supported values are: native, default, threads.'),
    lun: object('Attach a volume as a LUN to the vmi.'),
    name: text('Name is the device name'),
    serial: text('Serial provides the ability to specify a serial number for the disk device.'),
    shareable: flag('If specified the disk is made sharable and multiple write from different VMs are permitted'),
    tag: text('If specified, disk address and its tag will be provided to the guest via config drive metadata'),
  },
  ['name'],
)

const networkInterface = whole(
  '',
  {
    acpiIndex: integer('If specified, the ACPI index is used to provide network interface device naming, that is stable across changes in PCI addresses assigned to the device.'),
    binding: object('Binding specifies the binding plugin that will be used to connect the interface to the guest.', { name: text('Name references to the binding name as denined in the kubevirt CR.') }),
    bootOrder: integer('BootOrder is an integer value > 0, used to determine ordering of boot devices.'),
    bridge: object('InterfaceBridge connects to a given network via a linux bridge.'),
    dhcpOptions: object('If specified the network interface will pass additional DHCP options to the VMI'),
    macAddress: text('Interface MAC address. For example: de:ad:00:00:be:af or DE-AD-00-00-BE-AF.'),
    macvtap: object('DeprecatedMacvtap is an alias to the deprecated Macvtap interface'),
    masquerade: object('InterfaceMasquerade connects to a given network using netfilter rules to nat the traffic.'),
    model: text('Interface model. One of: e1000, e1000e, igb, ne2k_pci, pcnet, rtl8139, virtio. Defaults to virtio.'),
    name: text('Logical name of the interface as well as a reference to the associated networks.'),
    passt: object('DeprecatedPasst is an alias to the deprecated Passt interface'),
    pciAddress: text('If specified, the virtual network interface will be placed on the guests pci address with the specified PCI address. For example: 0000:81:01.10'),
    ports: list('List of ports to be forwarded to the virtual machine.', object('', { name: text('If specified, this must be an IANA_SVC_NAME and unique within the pod.'), port: integer('Number of port to expose for the virtual machine.'), protocol: text('Protocol for port. Must be UDP or TCP. Defaults to "TCP".') })),
    slirp: object('DeprecatedSlirp is an alias to the deprecated Slirp interface'),
    sriov: object('InterfaceSRIOV connects to a given network by passing-through an SR-IOV PCI device via vfio.'),
    state: text('State represents the requested operational state of the interface. The supported values are: "absent", "down", "up".'),
    tag: text('If specified, the virtual network interface address and its tag will be provided to the guest via config drive'),
  },
  ['name'],
)

const devices = whole('Devices allows adding disks, network interfaces, and others', {
  autoattachGraphicsDevice: flag('Whether to attach the default graphics device or not. VNC will not be available if set to false. Defaults to true.'),
  autoattachInputDevice: flag('Whether to attach an Input Device. Defaults to false.'),
  autoattachMemBalloon: flag('Whether to attach the Memory balloon device with default period. Period can be adjusted in virt-config. Defaults to true.'),
  autoattachPodInterface: flag('Whether to attach a pod network interface. Defaults to true.'),
  autoattachSerialConsole: flag('Whether to attach the default virtio-serial console or not. Serial console access will not be available if set to false. Defaults to true.'),
  autoattachVSOCK: flag('Whether to attach the VSOCK CID to the VM or not. VSOCK access will be available if set to true. Defaults to false.'),
  blockMultiQueue: flag('Whether or not to enable virtio multi-queue for block devices. Defaults to false.'),
  clientPassthrough: object('To configure and access client devices such as redirecting USB'),
  disableHotplug: flag('DisableHotplug disabled the ability to hotplug disks.'),
  disks: list('Disks describes disks, cdroms and luns which are connected to the vmi.', disk),
  downwardMetrics: object('DownwardMetrics creates a virtio serials for exposing the downward metrics to the vmi.'),
  filesystems: list('Filesystems describes filesystem which is connected to the vmi.'),
  gpus: list('Whether to attach a GPU device to the vmi.', object('', { deviceName: text(''), name: text('Name of the GPU device as exposed by a device plugin') })),
  hostDevices: list('Whether to attach a host device to the vmi.'),
  inputs: list('Inputs describe input devices', object('', { bus: text('Bus indicates the bus of input device to emulate. Supported values: virtio, usb.'), name: text('Name is the device name'), type: text('Type indicated the type of input device. Supported values: tablet.') })),
  interfaces: list('Interfaces describe network interfaces which are added to the vmi.', networkInterface),
  logSerialConsole: flag('Whether to log the auto-attached default serial console or not. Serial console logs will be collect to a file and then streamed from a named `guest-console-log`. Not relevant if autoattachSerialConsole is disabled.'),
  networkInterfaceMultiqueue: flag('If specified, virtual network interfaces configured with a virtio bus will also enable the vhost multiqueue feature for network devices.'),
  panicDevices: list('PanicDevices provides additional crash information when a guest crashes.'),
  rng: object('Whether to have random number generator from host'),
  sound: object('Whether to emulate a sound device.'),
  tpm: object('Whether to emulate a TPM device.', { enabled: flag('Enabled allows a user to explicitly disable the vTPM even when one is enabled by a preference'), persistent: flag('Persistent indicates the state of the TPM device should be kept accross reboots Defaults to false') }),
  useVirtioTransitional: flag('Fall back to legacy virtio 0.9 support if virtio bus is selected on devices.'),
  video: object('Video describes the video device configuration for the vmi.'),
  watchdog: object('Watchdog describes a watchdog device which can be added to the vmi.'),
})

const domain = whole(
  'Specification of the desired behavior of the VirtualMachineInstance on the host.',
  {
    chassis: object('Chassis specifies the chassis info passed to the domain.'),
    clock: object('Clock sets the clock and timers of the vmi.'),
    cpu: whole('CPU allow specified the detailed CPU topology inside the vmi.', {
      cores: integer('Cores specifies the number of cores inside the vmi. Must be a value greater or equal 1.'),
      dedicatedCpuPlacement: flag('DedicatedCPUPlacement requests the scheduler to place the VirtualMachineInstance on a node with enough dedicated pCPUs and pin the vCPUs to it.'),
      features: list('Features specifies the CPU features list inside the VMI.'),
      isolateEmulatorThread: flag('IsolateEmulatorThread requests one more dedicated pCPU to be allocated for the VMI to place the emulator thread on it.'),
      maxSockets: integer('MaxSockets specifies the maximum amount of sockets that can be hotplugged'),
      model: text('Model specifies the CPU model inside the VMI. It is possible to specify special cases like "host-passthrough" to get the same CPU as the node and "host-model" to get CPU closest to the node one. Defaults to host-model.'),
      numa: object('NUMA allows specifying settings for the guest NUMA topology'),
      realtime: object('Realtime instructs the virt-launcher to tune the VMI for lower latency, optional for real time workloads'),
      sockets: integer('Sockets specifies the number of sockets inside the vmi. Must be a value greater or equal 1.'),
      threads: integer('Threads specifies the number of threads inside the vmi. Must be a value greater or equal 1.'),
    }),
    devices,
    features: object('Features like acpi, apic, hyperv, smm.', { acpi: object('ACPI enables/disables ACPI inside the guest. Defaults to enabled.'), apic: object('Defaults to the machine type setting.'), hyperv: object('Defaults to the machine type setting.'), smm: object('SMM enables/disables System Management Mode.') }),
    firmware: object('Firmware.', { bootloader: object('Settings to control the bootloader that is used.', { bios: object('If set (default), BIOS will be used.'), efi: object('If set, EFI will be used instead of BIOS.') }), serial: text('The system-serial-number in SMBIOS'), uuid: text('UUID reported by the vmi bios. Defaults to a random generated uid.') }),
    ioThreads: object('IOThreads specifies the IOThreads options.'),
    ioThreadsPolicy: text('Controls whether or not disks will share IOThreads. Omitting IOThreadsPolicy disables use of IOThreads. One of: shared, auto, supplementalPool'),
    launchSecurity: object('Launch Security setting of the vmi.'),
    machine: object('Machine type.', { type: text('QEMU machine type is the actual chipset of the VirtualMachineInstance.') }),
    memory: whole('Memory allow specifying the VMI memory features.', {
      guest: amount('Guest allows to specifying the amount of memory which is visible inside the Guest OS. The Guest must lie between Requests and Limits from the resources section.'),
      hugepages: object('Hugepages allow to use hugepages for the VirtualMachineInstance instead of regular memory.'),
      maxGuest: amount('MaxGuest allows to specify the maximum amount of memory which is visible inside the Guest OS. The delta between MaxGuest and Guest is the amount of memory that can be hot(un)plugged.'),
    }),
    resources: object('Resources describes the Compute Resources required by this vmi.', { limits: textMap('Limits describes the maximum amount of compute resources allowed.'), overcommitGuestOverhead: flag("Don't ask the scheduler to take the guest-management overhead into account."), requests: textMap('Requests is a description of the initial vmi resources.') }),
  },
  ['devices'],
)

const cloudInit = object('CloudInitNoCloud represents a cloud-init NoCloud user-data source. The NoCloud data will be added as a disk to the vmi. A proper cloud-init installation is required inside the guest.', {
  networkData: text('NetworkData contains NoCloud inline cloud-init networkdata.'),
  networkDataBase64: text('NetworkDataBase64 contains NoCloud cloud-init networkdata as a base64 encoded string.'),
  networkDataSecretRef: object('NetworkDataSecretRef references a k8s secret that contains NoCloud networkdata.'),
  secretRef: object('UserDataSecretRef references a k8s secret that contains NoCloud userdata.'),
  userData: text('UserData contains NoCloud inline cloud-init userdata.'),
  userDataBase64: text('UserDataBase64 contains NoCloud cloud-init userdata as a base64 encoded string.'),
})

const volume = whole(
  'Volume represents a named volume in a vmi.',
  {
    cloudInitConfigDrive: object('CloudInitConfigDrive represents a cloud-init Config Drive user-data source.'),
    cloudInitNoCloud: cloudInit,
    configMap: object("ConfigMapSource represents a reference to a ConfigMap in the same namespace."),
    containerDisk: object('ContainerDisk references a docker image, embedding a qcow or raw disk.', { image: text('Image is the name of the image with the embedded disk.'), imagePullPolicy: text('Image pull policy. One of Always, Never, IfNotPresent.'), imagePullSecret: text('ImagePullSecret is the name of the Docker registry secret required to pull the image.'), path: text('Path defines the path to disk file in the container') }, ['image']),
    dataVolume: object('DataVolume represents the dynamic creation a PVC for this volume as well as the process of populating that PVC with a disk image.', { hotpluggable: flag('Hotpluggable indicates whether the volume can be hotplugged and hotunplugged.'), name: text('Name of both the DataVolume and the PVC in the same namespace.') }, ['name']),
    downwardAPI: object('DownwardAPI represents downward API about the pod that should populate this volume'),
    downwardMetrics: object('DownwardMetrics adds a very small disk to VMIs which contains a limited view of host and guest metrics.'),
    emptyDisk: object('EmptyDisk represents a temporary disk which shares the vmis lifecycle.', { capacity: amount('Capacity of the sparse disk.') }),
    ephemeral: object('Ephemeral is a special volume source that "wraps" specified source and provides copy-on-write image on top of it.'),
    hostDisk: object('HostDisk represents a disk created on the cluster level'),
    memoryDump: object('MemoryDump is attached to the virt launcher and is populated with a memory dump of the vmi'),
    name: text("Volume's name. Must be a DNS_LABEL and unique within the vmi."),
    persistentVolumeClaim: object('PersistentVolumeClaimVolumeSource represents a reference to a PersistentVolumeClaim in the same namespace.', { claimName: text('claimName is the name of a PersistentVolumeClaim in the same namespace as the pod using this volume.'), hotpluggable: flag('Hotpluggable indicates whether the volume can be hotplugged and hotunplugged.'), readOnly: flag('readOnly Will force the ReadOnly setting in VolumeMounts. Default false.') }, ['claimName']),
    secret: object('SecretVolumeSource represents a reference to a secret data in the same namespace.'),
    serviceAccount: object('ServiceAccountVolumeSource represents a reference to a service account.'),
    sysprep: object('Represents a Sysprep volume source.'),
  },
  ['name'],
)

const network = whole('Network represents a network type and a resource that should be connected to the vm.', { multus: object('Represents the multus cni network.', { default: flag('Select the default network and add it to the multus-cni.io/default-network annotation.'), networkName: text('References to a NetworkAttachmentDefinition CRD object. Format: <networkName>, <namespace>/<networkName>.') }), name: text('Network name. Must be a DNS_LABEL and unique within the vm.'), pod: object('Represents the stock pod network interface.') }, ['name'])

const instanceMembers: JsonObject = {
  accessCredentials: list('Specifies a set of public keys to inject into the vm guest'),
  affinity: object('If affinity is specifies, obey all the affinity rules'),
  architecture: text('Specifies the architecture of the vm guest you are attempting to run. Defaults to the compiled architecture of the KubeVirt components'),
  dnsConfig: object('Specifies the DNS parameters of a pod.'),
  dnsPolicy: text('Set DNS policy for the pod. Defaults to "ClusterFirst".'),
  domain,
  evictionStrategy: text('EvictionStrategy describes the strategy to follow when a node drain occurs. The possible options are: "None", "LiveMigrate", "LiveMigrateIfPossible", "External".'),
  hostname: text('Specifies the hostname of the vmi. If not specified, the hostname will be set to the name of the vmi, if dhcp or cloud-init is configured properly.'),
  livenessProbe: object('Periodic probe of VirtualMachineInstance liveness.'),
  networks: list('List of networks that can be attached to a vm\'s virtual interface.', network),
  nodeSelector: textMap("NodeSelector is a selector which must be true for the vmi to fit on a node. Selector which must match a node's labels for the vmi to be scheduled on that node."),
  priorityClassName: text('If specified, indicates the pod\'s priority.'),
  readinessProbe: object('Periodic probe of VirtualMachineInstance service readiness.'),
  resourceClaims: list('ResourceClaims define which ResourceClaims must be allocated and reserved before the VMI is allowed to start.'),
  schedulerName: text('If specified, the VMI will be dispatched by specified scheduler. If not specified, the VMI will be dispatched by default scheduler.'),
  startStrategy: text('StartStrategy can be set to "Paused" if Virtual Machine should be started in paused state.'),
  subdomain: text('If specified, the fully qualified vmi hostname will be "<hostname>.<subdomain>.<pod namespace>.svc.<cluster domain>".'),
  terminationGracePeriodSeconds: integer('Grace period observed after signalling a VirtualMachineInstance to stop after which the VirtualMachineInstance is force terminated.'),
  tolerations: list('If toleration is specified, obey all the toleration rules.'),
  topologySpreadConstraints: list('TopologySpreadConstraints describes how a group of VMIs will be spread across a given topology domains.'),
  volumes: list('List of volumes that can be mounted by disks belonging to the vmi.', volume),
}

export const instanceSpec = whole('VirtualMachineInstance Spec contains the VirtualMachineInstance specification.', instanceMembers, ['domain'])

const matcher = (what: string): JsonObject =>
  object(`${what} references a set of values that is used to fill fields in Template`, { inferFromVolume: text('InferFromVolume lists the name of a volume that should be used to infer or discover the value to be used.'), kind: text('Kind specifies which resource is referenced. Defaults to the cluster wide one.'), name: text('Name is the name of the resource'), revisionName: text('RevisionName specifies a ControllerRevision containing a specific copy of it.') })

export const machineSpec = whole(
  'Spec contains the specification of VirtualMachineInstance created',
  {
    dataVolumeTemplates: list('dataVolumeTemplates is a list of dataVolumes that the VirtualMachineInstance template can reference. DataVolumes in this list are dynamically created for the VirtualMachine and are tied to the VirtualMachine\'s life-cycle.'),
    instancetype: matcher('InstancetypeMatcher'),
    preference: matcher('PreferenceMatcher'),
    runStrategy: text('Running state indicates the requested running state of the VirtualMachineInstance mutually exclusive with Running Following are allowed values: - "Always": VMI should always be running. - "Halted": VMI should never be running. - "Manual": VMI can be started/stopped using API endpoints. - "RerunOnFailure": VMI will initially be running and restarted if a failure occurs, but will not be restarted upon successful completion. - "Once": VMI will run once and not be restarted upon completion regardless if the completion is of phase Failure or Success'),
    running: flag('Running controls whether the associatied VirtualMachineInstance is created or not Mutually exclusive with RunStrategy Deprecated: VirtualMachineInstance field "Running" is now deprecated, please use RunStrategy instead.'),
    template: whole('Template is the direct specification of VirtualMachineInstance', { metadata: object('Labels and annotations of the VirtualMachineInstance and of its pod.'), spec: instanceSpec }),
    updateVolumesStrategy: text('UpdateVolumesStrategy is the strategy to apply on volumes updates'),
  },
  ['template'],
)

export const machineStatus: JsonObject = {
  conditions: list('Hold the state information of the VirtualMachine and its VirtualMachineInstance'),
  created: flag('Created indicates if the virtual machine is created in the cluster'),
  desiredGeneration: integer('DesiredGeneration is the generation which is desired for the VMI.'),
  instancetypeRef: object('InstancetypeRef captures the state of any referenced instance type from the VirtualMachine'),
  observedGeneration: integer("ObservedGeneration is the generation observed by the vmi when started."),
  preferenceRef: object('PreferenceRef captures the state of any referenced preference from the VirtualMachine'),
  printableStatus: text('PrintableStatus is a human readable, high-level representation of the status of the virtual machine'),
  ready: flag('Ready indicates if the virtual machine is running and ready'),
  runStrategy: text('RunStrategy tracks the last recorded RunStrategy used by the VM.'),
  startFailure: object('StartFailure tracks consecutive VMI startup failures for the purposes of crash loop backoffs'),
  stateChangeRequests: list('StateChangeRequests indicates a list of actions that should be taken on a VMI e.g. stop a specific VMI then start a new one.'),
  volumeSnapshotStatuses: list('VolumeSnapshotStatuses indicates a list of statuses whether snapshotting is supported by each volume.'),
}

export const instanceStatus: JsonObject = {
  activePods: textMap('ActivePods is a mapping of pod UID to node name. It is possible for multiple pods to be running for a single VMI during migration.'),
  conditions: list('Conditions are specific points in VirtualMachineInstance\'s pod runtime.'),
  guestOSInfo: object('Guest OS Information', { id: text('Guest OS Id'), kernelRelease: text('Guest OS Kernel Release'), kernelVersion: text('Kernel version of the Guest OS'), machine: text('Machine type of the Guest OS'), name: text('Name of the Guest OS'), prettyName: text('Guest OS Pretty Name'), version: text('Guest OS Version'), versionId: text('Version ID of the Guest OS') }),
  interfaces: list('Interfaces represent the details of available network interfaces.'),
  migrationMethod: text('Represents the method using which the vmi can be migrated: live migration or block migration'),
  migrationState: object('Represents the status of a live migration'),
  nodeName: text('NodeName is the name where the VirtualMachineInstance is currently running.'),
  phase: text('Phase is the status of the VirtualMachineInstance in kubernetes world. It is not the VirtualMachineInstance status, but partially correlates to it.'),
  qosClass: text('The Quality of Service (QOS) classification assigned to the virtual machine instance based on resource requirements'),
  reason: text('A brief CamelCase message indicating details about why the VMI is in this state.'),
  virtualMachineRevisionName: text('VirtualMachineRevisionName is used to get the vm revision of the vmi when doing an online vm snapshot'),
}

export const migrationSpec = whole('', { addedNodeSelector: textMap('AddedNodeSelector is an additional selector that can be used to complement a NodeSelector or NodeAffinity as set on the VM to restrict the set of allowed target nodes for a migration.'), vmiName: text('The name of the VMI to perform the migration on. VMI must exist in the migration objects namespace') })

const storage = object('Storage is the requested storage specification', { accessModes: texts('AccessModes contains the desired access modes the volume should have.'), dataSource: object('This field can be used to specify either an existing VolumeSnapshot object or an existing PVC'), resources: object('Resources represents the minimum resources the volume should have.'), storageClassName: text('Name of the StorageClass required by the claim.'), volumeMode: text('volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.'), volumeName: text('VolumeName is the binding reference to the PersistentVolume backing this claim.') })

export const dataVolumeSpec: JsonObject = {
  contentType: text('DataVolumeContentType options: "kubevirt", "archive"'),
  preallocation: flag('Preallocation controls whether storage for DataVolumes should be allocated in advance.'),
  priorityClassName: text('PriorityClassName for Importer, Cloner and Uploader pod'),
  pvc: object('PVC is the PVC specification'),
  source: object('Source is the src of the data for the requested DataVolume', { blank: object('DataVolumeBlankImage provides the parameters to create a new raw blank image for the PVC'), gcs: object('DataVolumeSourceGCS provides the parameters to create a Data Volume from an GCS source'), http: object('DataVolumeSourceHTTP can be either an http or https endpoint, with an optional basic auth user name and password', { certConfigMap: text('CertConfigMap is a configmap reference, containing a Certificate Authority(CA) public key, and a base64 encoded pem certificate'), secretRef: text('SecretRef A Secret reference'), url: text('URL is the URL of the http(s) endpoint') }, ['url']), imageio: object('DataVolumeSourceImageIO provides the parameters to create a Data Volume from an imageio source'), pvc: object('DataVolumeSourcePVC provides the parameters to create a Data Volume from an existing PVC', { name: text('The name of the source PVC'), namespace: text('The namespace of the source PVC') }), registry: object('DataVolumeSourceRegistry provides the parameters to create a Data Volume from an registry source', { pullMethod: text('PullMethod can be either "pod" (default import), or "node" (node docker cache based import)'), url: text('URL is the url of the registry source (starting with the scheme: docker, oci-archive)') }), s3: object('DataVolumeSourceS3 provides the parameters to create a Data Volume from an S3 source'), snapshot: object('DataVolumeSourceSnapshot provides the parameters to create a Data Volume from an existing VolumeSnapshot'), upload: object('DataVolumeSourceUpload provides the parameters to create a Data Volume by uploading the source'), vddk: object('DataVolumeSourceVDDK provides the parameters to create a Data Volume from a Vmware source') }),
  sourceRef: object('SourceRef is an indirect reference to the source of data for the requested DataVolume', { kind: text('The kind of the source reference, currently only "DataSource" is supported'), name: text('The name of the source reference'), namespace: text('The namespace of the source reference, defaults to the DataVolume namespace') }, ['kind', 'name']),
  storage,
}

export const dataVolumeStatus: JsonObject = {
  claimName: text('ClaimName is the name of the underlying PVC used by the DataVolume.'),
  conditions: list(''),
  phase: text('Phase is the current phase of the data volume'),
  progress: text('DataVolumeProgress is the current progress of the DataVolume transfer operation. Value between 0 and 100 inclusive, N/A if not available'),
  restartCount: integer('RestartCount is the number of times the pod populating the DataVolume has restarted'),
}

export const hyperConvergedSpec: JsonObject = {
  applicationAwareConfig: object('ApplicationAwareConfig set the AAQ configurations'),
  certConfig: object('certConfig holds the rotation policy for internal, self-signed certificates'),
  commonBootImageNamespace: text('CommonBootImageNamespace override the namespace of the common boot images, in order to hide them.'),
  commonInstancetypesDeployment: object('CommonInstancetypesDeployment holds the configuration of common-instancetypes deployment within KubeVirt.'),
  commonTemplatesNamespace: text('CommonTemplatesNamespace defines namespace in which common templates will be deployed. It overrides the default openshift namespace.'),
  dataImportCronTemplates: list('DataImportCronTemplates holds list of data import cron templates (golden images)'),
  defaultCPUModel: text('DefaultCPUModel defines a cluster default for CPU model: default CPU model is set when VMI doesn\'t have any CPU model.'),
  defaultRuntimeClass: text('DefaultRuntimeClass defines a cluster default for the RuntimeClass to be used for VMIs pods if not set there.'),
  enableApplicationAwareQuota: flag('EnableApplicationAwareQuota if true, enables the Application Aware Quota feature'),
  enableCommonBootImageImport: flag('Opt-in to automatic delivery/updates of the common data import cron templates.'),
  evictionStrategy: text('EvictionStrategy defines at the cluster level if the VirtualMachineInstance should be migrated instead of shut-off in case of a node drain.'),
  featureGates: object('featureGates is a map of feature gate flags. Setting a flag to `true` will enable the feature.', { alignCPUs: flag('Enable KubeVirt to request up to two additional dedicated CPUs in order to complete the total CPU count to an even parity when using emulator thread isolation.'), deployKubeSecondaryDNS: flag('Deploy KubeSecondaryDNS by CNAO'), downwardMetrics: flag('Allow to expose a limited set of host metrics to guests.'), persistentReservation: flag('Enable persistent reservation of a LUN through the SCSI Persistent Reserve commands on Kubevirt.') }),
  infra: object('infra HyperConvergedConfig influences the pod configuration (currently only placement) for all the infra components needed on the virtualization enabled cluster but not necessarily directly on each node running VMs/VMIs.'),
  ksmConfiguration: object('KSMConfiguration holds the information regarding the enabling the KSM in the nodes (if available).'),
  liveMigrationConfig: object('Live migration limits and timeouts are applied so that migration processes do not overwhelm the cluster.', { allowAutoConverge: flag('AllowAutoConverge allows the platform to compromise performance/availability of VMIs to guarantee successful VMI live migrations.'), allowPostCopy: flag('When enabled, KubeVirt attempts to use post-copy live-migration in case it reaches its completion timeout while attempting pre-copy live-migration.'), bandwidthPerMigration: text('Bandwidth limit of each migration, the value is quantity of bytes per second'), completionTimeoutPerGiB: integer('If a migrating VM is big and busy, while the connection to the destination node is slow, migration may never converge.'), network: text('The migrations will be performed over a dedicated multus network to minimize disruption to tenant workloads due to network saturation when VM live migrations are triggered.'), parallelMigrationsPerCluster: integer('Number of migrations running in parallel in the cluster.'), parallelOutboundMigrationsPerNode: integer('Maximum number of outbound migrations per node.'), progressTimeout: integer('The migration will be canceled if memory copy fails to make progress in this time, in seconds.') }),
  localStorageClassName: text('Deprecated: LocalStorageClassName the name of the local storage class.'),
  logVerbosityConfig: object("LogVerbosityConfig configures the verbosity level of Kubevirt's different components."),
  mediatedDevicesConfiguration: object('MediatedDevicesConfiguration holds information about MDEV types to be defined on nodes, if available'),
  obsoleteCPUs: object('ObsoleteCPUs allows avoiding scheduling of VMs for obsolete CPU models'),
  permittedHostDevices: object('PermittedHostDevices holds information about devices allowed for passthrough'),
  resourceRequirements: object('ResourceRequirements describes the resource requirements for the operand workloads.'),
  scratchSpaceStorageClass: text('Override the storage class used for scratch space during transfer operations.'),
  storageImport: object('StorageImport contains configuration for importing containerized data'),
  tektonPipelinesNamespace: text('TektonPipelinesNamespace defines namespace in which example pipelines will be deployed.'),
  tlsSecurityProfile: object('TLSSecurityProfile specifies the settings for TLS connections to be propagated to all kubevirt-hyperconverged components.'),
  tuningPolicy: text('TuningPolicy allows to configure the mode in which the RateLimits of kubevirt are set.'),
  uninstallStrategy: text('UninstallStrategy defines how to proceed on uninstall when workloads (VirtualMachines, DataVolumes) still exist. BlockUninstallIfWorkloadsExist will prevent the CR from being removed when workloads still exist.'),
  virtualMachineOptions: object('VirtualMachineOptions holds the cluster level information regarding the virtual machine.'),
  vmStateStorageClass: text('VMStateStorageClass is the name of the storage class to use for the PVCs created to preserve VM state, like TPM.'),
  workloadUpdateStrategy: object('WorkloadUpdateStrategy defines at the cluster level how to handle automated workload updates'),
  workloads: object('workloads HyperConvergedConfig influences the pod configuration (currently only placement) of components which need to be running on a node where virtualization workloads should be able to run.'),
}

export const hyperConvergedStatus: JsonObject = {
  conditions: list('Conditions describes the state of the HyperConverged resource.'),
  observedGeneration: integer('ObservedGeneration reflects the HyperConverged resource generation.'),
  relatedObjects: list('RelatedObjects is a list of objects created and maintained by this operator.'),
  systemHealthStatus: text('SystemHealthStatus reflects the health of HCO and its secondary resources, based on the aggregated conditions.'),
  versions: list('Versions is a list of HCO component versions, as name/version pairs.'),
}
