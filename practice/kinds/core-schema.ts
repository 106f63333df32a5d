import type { JsonObject } from '../objects/json'
import { amount, flag, integer, list, object, text, textMap, texts, type } from './schema'

/** What lessons look up of Kubernetes' own kinds. See https://kubernetes.io/docs/reference/kubernetes-api/ */

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const container = type(
  core('Container'),
  object(
    'A single application container that you want to run within a pod.',
    {
      args: texts("Arguments to the entrypoint. The container image's CMD is used if this is not provided."),
      command: texts("Entrypoint array. Not executed within a shell. The container image's ENTRYPOINT is used if this is not provided."),
      env: list('List of environment variables to set in the container. Cannot be updated.', type(core('EnvVar'), object('EnvVar represents an environment variable present in a Container.', { name: text('Name of the environment variable. Must be a C_IDENTIFIER.'), value: text('Variable references $(VAR_NAME) are expanded using the previously defined environment variables in the container and any service environment variables.'), valueFrom: object("Source for the environment variable's value. Cannot be used if value is not empty.") }, ['name']))),
      envFrom: list('List of sources to populate environment variables in the container.'),
      image: text('Container image name. More info: https://kubernetes.io/docs/concepts/containers/images'),
      imagePullPolicy: text('Image pull policy. One of Always, Never, IfNotPresent. Defaults to Always if :latest tag is specified, or IfNotPresent otherwise.'),
      lifecycle: object('Actions that the management system should take in response to container lifecycle events. Cannot be updated.'),
      livenessProbe: object('Periodic probe of container liveness. Container will be restarted if the probe fails.'),
      name: text('Name of the container specified as a DNS_LABEL. Each container in a pod must have a unique name (DNS_LABEL). Cannot be updated.'),
      ports: list('List of ports to expose from the container.', type(core('ContainerPort'), object('ContainerPort represents a network port in a single container.', { containerPort: integer("Number of port to expose on the pod's IP address. This must be a valid port number, 0 < x < 65536."), hostPort: integer('Number of port to expose on the host.'), name: text('If specified, this must be an IANA_SVC_NAME and unique within the pod.'), protocol: text('Protocol for port. Must be UDP, TCP, or SCTP. Defaults to "TCP".') }, ['containerPort']))),
      readinessProbe: object('Periodic probe of container service readiness. Container will be removed from service endpoints if the probe fails.'),
      resources: type(core('ResourceRequirements'), object('Compute Resources required by this container. Cannot be updated.', { claims: list('Claims lists the names of resources, defined in spec.resourceClaims, that are used by this container.'), limits: textMap('Limits describes the maximum amount of compute resources allowed.'), requests: textMap('Requests describes the minimum amount of compute resources required.') })),
      securityContext: object('SecurityContext defines the security options the container should be run with.'),
      startupProbe: object('StartupProbe indicates that the Pod has successfully initialized.'),
      stdin: flag('Whether this container should allocate a buffer for stdin in the container runtime.'),
      tty: flag("Whether this container should allocate a TTY for itself, also requires 'stdin' to be true."),
      volumeMounts: list("Pod volumes to mount into the container's filesystem. Cannot be updated."),
      workingDir: text("Container's working directory."),
    },
    ['name'],
  ),
)

const podMembers: JsonObject = {
  activeDeadlineSeconds: integer('Optional duration in seconds the pod may be active on the node relative to StartTime before the system will actively try to mark it failed and kill associated containers.'),
  affinity: object("If specified, the pod's scheduling constraints", { nodeAffinity: object('Describes node affinity scheduling rules for the pod.'), podAffinity: object('Describes pod affinity scheduling rules (e.g. co-locate this pod in the same node, zone, etc. as some other pod(s)).'), podAntiAffinity: object('Describes pod anti-affinity scheduling rules (e.g. avoid putting this pod in the same node, zone, etc. as some other pod(s)).') }),
  containers: list('List of containers belonging to the pod. Containers cannot currently be added or removed. There must be at least one container in a Pod. Cannot be updated.', container),
  dnsPolicy: text('Set DNS policy for the pod. Defaults to "ClusterFirst".'),
  ephemeralContainers: list('List of ephemeral containers run in this pod.'),
  hostNetwork: flag("Host networking requested for this pod. Use the host's network namespace."),
  hostname: text("Specifies the hostname of the Pod If not specified, the pod's hostname will be set to a system-defined value."),
  imagePullSecrets: list('ImagePullSecrets is an optional list of references to secrets in the same namespace to use for pulling any of the images used by this PodSpec.'),
  initContainers: list('List of initialization containers belonging to the pod. Init containers are executed in order prior to containers being started.', container),
  nodeName: text('NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName.'),
  nodeSelector: textMap("NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node."),
  priorityClassName: text("If specified, indicates the pod's priority."),
  readinessGates: list("If specified, all readiness gates will be evaluated for pod readiness."),
  restartPolicy: text('Restart policy for all containers within the pod. One of Always, OnFailure, Never. In some contexts, only a subset of those values may be permitted. Default to Always.'),
  schedulerName: text('If specified, the pod will be dispatched by specified scheduler. If not specified, the pod will be dispatched by default scheduler.'),
  securityContext: object('SecurityContext holds pod-level security attributes and common container settings.'),
  serviceAccountName: text('ServiceAccountName is the name of the ServiceAccount to use to run this pod.'),
  terminationGracePeriodSeconds: integer('Optional duration in seconds the pod needs to terminate gracefully. Defaults to 30 seconds.'),
  tolerations: list("If specified, the pod's tolerations.", object('', { effect: text('Effect indicates the taint effect to match.'), key: text('Key is the taint key that the toleration applies to.'), operator: text("Operator represents a key's relationship to the value. Valid operators are Exists and Equal."), tolerationSeconds: integer('TolerationSeconds represents the period of time the toleration tolerates the taint.'), value: text('Value is the taint value the toleration matches to.') })),
  topologySpreadConstraints: list('TopologySpreadConstraints describes how a group of pods ought to spread across topology domains.'),
  volumes: list('List of volumes that can be mounted by containers belonging to the pod.', type(core('Volume'), object('Volume represents a named volume in a pod that may be accessed by any container in the pod.', { configMap: object('configMap represents a configMap that should populate this volume'), emptyDir: object("emptyDir represents a temporary directory that shares a pod's lifetime."), name: text('name of the volume. Must be a DNS_LABEL and unique within the pod.'), persistentVolumeClaim: object('persistentVolumeClaimVolumeSource represents a reference to a PersistentVolumeClaim in the same namespace.'), secret: object('secret represents a secret that should populate this volume.') }, ['name']))),
}

export const podSchema = {
  spec: podMembers,
  status: {
    conditions: list('Current service state of pod.'),
    containerStatuses: list('Statuses of containers in this pod.'),
    hostIP: text('hostIP holds the IP address of the host to which the pod is assigned.'),
    initContainerStatuses: list('Statuses of init containers in this pod.'),
    message: text('A human readable message indicating details about why the pod is in this condition.'),
    nominatedNodeName: text('nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away.'),
    phase: text('The phase of a Pod is a simple, high-level summary of where the Pod is in its lifecycle.'),
    podIP: text('podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.'),
    podIPs: list('podIPs holds the IP addresses allocated to the pod.'),
    qosClass: text('The Quality of Service (QOS) classification assigned to the pod based on resource requirements'),
    reason: text('A brief CamelCase message indicating details about why the pod is in this state.'),
    startTime: text('RFC 3339 date and time at which the object was acknowledged by the Kubelet.'),
  },
}

export const nodeSchema = {
  spec: {
    podCIDR: text('PodCIDR represents the pod IP range assigned to the node.'),
    providerID: text('ID of the node assigned by the cloud provider in the format: <ProviderName>://<ProviderSpecificNodeID>'),
    taints: list("If specified, the node's taints.", object('', { effect: text('Required. The effect of the taint on pods that do not tolerate the taint. Valid effects are NoSchedule, PreferNoSchedule and NoExecute.'), key: text('Required. The taint key to be applied to a node.'), timeAdded: text('TimeAdded represents the time at which the taint was added.'), value: text('The taint value corresponding to the taint key.') }, ['effect', 'key'])),
    unschedulable: flag('Unschedulable controls node schedulability of new pods. By default, node is schedulable.'),
  },
  status: {
    addresses: list('List of addresses reachable to the node.'),
    allocatable: textMap('Allocatable represents the resources of a node that are available for scheduling. Defaults to Capacity.'),
    capacity: textMap('Capacity represents the total resources of a node.'),
    conditions: list('Conditions is an array of current observed node conditions.'),
    images: list('List of container images on this node'),
    nodeInfo: object('Set of ids/uuids to uniquely identify the node.', { architecture: text('The Architecture reported by the node'), containerRuntimeVersion: text('ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).'), kernelVersion: text("Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64)."), kubeletVersion: text('Kubelet Version reported by the node.'), operatingSystem: text('The Operating System reported by the node'), osImage: text('OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).') }),
  },
}

export const serviceSchema = {
  spec: {
    clusterIP: text('clusterIP is the IP address of the service and is usually assigned randomly.'),
    externalName: text('externalName is the external reference that discovery mechanisms will return as an alias for this service.'),
    ports: list('The list of ports that are exposed by this service.', type(core('ServicePort'), object("ServicePort contains information on service's port.", { name: text('The name of this port within the service.'), nodePort: integer('The port on each node on which this service is exposed when type is NodePort or LoadBalancer.'), port: integer('The port that will be exposed by this service.'), protocol: text('The IP protocol for this port. Supports "TCP", "UDP", and "SCTP". Default is TCP.'), targetPort: amount('Number or name of the port to access on the pods targeted by the service.') }, ['port']))),
    selector: textMap('Route service traffic to pods with label keys and values matching this selector.'),
    sessionAffinity: text('Supports "ClientIP" and "None". Used to maintain session affinity.'),
    type: text('type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer.'),
  },
  status: { conditions: list('Current service state'), loadBalancer: object('LoadBalancer contains the current status of the load-balancer, if one is present.') },
}

export const claimSchema = {
  spec: {
    accessModes: texts('accessModes contains the desired access modes the volume should have.'),
    dataSource: object('dataSource field can be used to specify either an existing VolumeSnapshot object or an existing PVC.'),
    resources: object('resources represents the minimum resources the volume should have.', { limits: textMap('Limits describes the maximum amount of compute resources allowed.'), requests: textMap('Requests describes the minimum amount of compute resources required.') }),
    selector: object('selector is a label query over volumes to consider for binding.'),
    storageClassName: text('storageClassName is the name of the StorageClass required by the claim.'),
    volumeMode: text('volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.'),
    volumeName: text('volumeName is the binding reference to the PersistentVolume backing this claim.'),
  },
  status: { accessModes: texts('accessModes contains the actual access modes the volume backing the PVC has.'), capacity: textMap('capacity represents the actual resources of the underlying volume.'), conditions: list('conditions is the current Condition of persistent volume claim.'), phase: text('phase represents the current phase of PersistentVolumeClaim.') },
}

const template = type(core('PodTemplateSpec'), object('Template describes the pods that will be created.', { metadata: object("Standard object's metadata."), spec: type(core('PodSpec'), object('Specification of the desired behavior of the pod.', podMembers, ['containers'])) }))

const labelSelector = type('io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector', object('A label selector is a label query over a set of resources.', { matchExpressions: list('matchExpressions is a list of label selector requirements. The requirements are ANDed.'), matchLabels: textMap('matchLabels is a map of {key,value} pairs.') }))

export const deploymentSchema = {
  spec: {
    minReadySeconds: integer('Minimum number of seconds for which a newly created pod should be ready without any of its container crashing, for it to be considered available.'),
    paused: flag('Indicates that the deployment is paused.'),
    progressDeadlineSeconds: integer('The maximum time in seconds for a deployment to make progress before it is considered to be failed. Defaults to 600s.'),
    replicas: integer('Number of desired pods. This is a pointer to distinguish between explicit zero and not specified. Defaults to 1.'),
    revisionHistoryLimit: integer('The number of old ReplicaSets to retain to allow rollback. Defaults to 10.'),
    selector: labelSelector,
    strategy: object('The deployment strategy to use to replace existing pods with new ones.'),
    template,
  },
  status: { availableReplicas: integer('Total number of available pods (ready for at least minReadySeconds) targeted by this deployment.'), conditions: list("Represents the latest available observations of a deployment's current state."), readyReplicas: integer('readyReplicas is the number of pods targeted by this Deployment with a Ready Condition.'), replicas: integer('Total number of non-terminated pods targeted by this deployment (their labels match the selector).'), updatedReplicas: integer('Total number of non-terminated pods targeted by this deployment that have the desired template spec.') },
}

export const daemonSetSchema = {
  spec: { minReadySeconds: deploymentSchema.spec.minReadySeconds, revisionHistoryLimit: deploymentSchema.spec.revisionHistoryLimit, selector: labelSelector, template, updateStrategy: object('An update strategy to replace existing DaemonSet pods with new pods.') },
  status: { currentNumberScheduled: integer('The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod.'), desiredNumberScheduled: integer('The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod).'), numberReady: integer('numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.') },
}

const peers = (direction: string): JsonObject => list(`List of sources or destinations; if empty or missing, the rule matches all ${direction} traffic.`, object('', { ipBlock: object('ipBlock defines policy on a particular IPBlock.'), namespaceSelector: labelSelector, podSelector: labelSelector }))
const policyPorts = list('ports is a list of ports which should be made accessible on the pods selected for this rule.', object('', { endPort: integer('endPort indicates that the range of ports from port to endPort if set, inclusive, should be allowed by the policy.'), port: amount('port represents the port on the given protocol.'), protocol: text('protocol represents the protocol (TCP, UDP, or SCTP) which traffic must match. If not specified, this field defaults to TCP.') }))

export const networkPolicySchema = {
  spec: {
    egress: list('egress is a list of egress rules to be applied to the selected pods.', object('', { ports: policyPorts, to: peers('outgoing') })),
    ingress: list('ingress is a list of ingress rules to be applied to the selected pods.', object('', { from: peers('incoming'), ports: policyPorts })),
    podSelector: labelSelector,
    policyTypes: texts('policyTypes is a list of rule types that the NetworkPolicy relates to. Valid options are ["Ingress"], ["Egress"], or ["Ingress", "Egress"].'),
  },
}

export const subscriptionSchema = {
  spec: {
    channel: text('The channel of the package to follow.'),
    config: object('SubscriptionConfig contains configuration specified for a subscription.'),
    installPlanApproval: text('Approval is the user approval policy for an InstallPlan. It must be one of "Automatic" or "Manual".'),
    name: text('The name of the package in the catalog.'),
    source: text('The name of the CatalogSource.'),
    sourceNamespace: text('The namespace of the CatalogSource.'),
    startingCSV: text('The first ClusterServiceVersion to install; the newest of the channel without it.'),
  },
  status: { conditions: list('Conditions is a list of the latest available observations about a Subscription\'s current state.'), currentCSV: text('CurrentCSV is the CSV the Subscription is progressing to.'), installPlanRef: object('InstallPlanRef is a reference to the latest InstallPlan that contains the Subscription\'s current CSV.'), installedCSV: text('InstalledCSV is the CSV currently installed by the Subscription.'), state: text('State represents the current state of the Subscription') },
}

export const operatorGroupSchema = {
  spec: {
    selector: labelSelector,
    serviceAccountName: text('ServiceAccountName is the admin specified service account which will be used to deploy operator(s) in this operator group.'),
    staticProvidedAPIs: flag("Static tells OLM not to update the OperatorGroup's providedAPIs annotation"),
    targetNamespaces: texts('TargetNamespaces is an explicit set of namespaces to target. If it is set, Selector is ignored.'),
    upgradeStrategy: text('UpgradeStrategy defines the upgrade strategy for operators in the namespace.'),
  },
}
