import { Arrow, Box, Canvas, Mark, Words } from './drawing'

export function Layers({ alt }: { alt: string }) {
  return (
    <Canvas height={304} alt={alt}>
      <Words x={8} y={20} kind="heading">
        Applications
      </Words>
      <Box x={8} y={28} w={148} h={36} tone="core" centred title="containers" />
      <Box x={164} y={28} w={148} h={36} tone="guest" centred title="virtual machines" />
      <Box x={8} y={72} w={304} h={76} tone="inner" title="OpenShift’s services and operators">
        <Box x={16} y={96} w={204} h={44} title="OPP">
          <Box x={60} y={100} w={156} h={36} tone="inner" title="OCP">
            <Box x={104} y={104} w={108} h={28} tone="core" centred title="OKE" />
          </Box>
        </Box>
        <Box x={228} y={96} w={76} h={44} tone="ghost" centred title="OVE" note="VMs only" />
      </Box>
      <Box x={8} y={156} w={304} h={28} title="Kubernetes, certified" />
      <Words x={304} y={174} anchor="end">
        what runs where
      </Words>
      <Box x={8} y={188} w={304} h={28} title="CRI-O" />
      <Words x={304} y={206} anchor="end">
        starts containers
      </Words>
      <Box x={8} y={220} w={304} h={28} title="RHEL CoreOS" />
      <Box x={148} y={224} w={156} h={20} tone="guest" centred title="kernel with KVM" />
      <Box x={8} y={252} w={304} h={28} title="Hardware, cloud or virtualization" />
      <Words x={8} y={298}>
        OKE, OCP, OPP, OVE: the editions of OpenShift
      </Words>
    </Canvas>
  )
}

export function VmInAPod({ alt }: { alt: string }) {
  return (
    <Canvas height={348} alt={alt}>
      <Box x={8} y={8} w={304} h={332} title="Node" note="RHEL CoreOS" />
      <Box x={20} y={48} w={280} h={208} tone="inner" title="Pod virt-launcher-NAME" />
      <Box x={32} y={72} w={256} h={176} tone="inner" title="Container compute" />
      <Box x={44} y={96} w={104} h={40} title="libvirt" note="controls QEMU" />
      <Arrow points={[[96, 136], [96, 152]]} />
      <Box x={44} y={152} w={232} h={88} tone="core" title="QEMU" />
      <Words x={52} y={188}>
        plays the
      </Words>
      <Words x={52} y={202}>
        hardware
      </Words>
      <Box x={124} y={160} w={144} h={72} tone="guest" title="Guest">
        <Words x={260} y={176} anchor="end">
          its own kernel
        </Words>
        <Box x={132} y={188} w={128} h={36} tone="ghost" centred title="guest agent" note="if installed" />
      </Box>
      <Arrow points={[[72, 240], [72, 292]]} kind="uses" />
      <Words x={84} y={274} kind="mono">
        /dev/kvm
      </Words>
      <Arrow points={[[268, 206], [288, 206], [288, 40]]} kind="answers" />
      <Words x={284} y={36} kind="ok" anchor="end">
        answers from inside
      </Words>
      <Box x={20} y={292} w={132} h={36} tone="guest" centred title="KVM" note="in the node’s kernel" />
      <Box x={160} y={292} w={140} h={36} centred title="kubelet, CRI-O" note="and virt-handler" />
    </Canvas>
  )
}

export function OperatorFlow({ alt }: { alt: string }) {
  return (
    <Canvas height={428} alt={alt}>
      <Box x={8} y={8} w={304} h={44} tone="own" title="You" note="two objects, one after the other" />
      <Mark x={72} y={64}>
        1
      </Mark>
      <Arrow points={[[56, 52], [56, 80]]} />
      <Box x={8} y={80} w={136} h={32} centred title="Subscription" />
      <Arrow points={[[76, 112], [76, 132]]} />
      <Box x={8} y={132} w={136} h={44} tone="inner" centred title="OLM" note="InstallPlan, CSV" />
      <Mark x={264} y={64}>
        2
      </Mark>
      <Arrow points={[[248, 52], [248, 80]]} />
      <Box x={176} y={80} w={136} h={32} centred title="HyperConverged" />
      <Arrow points={[[244, 112], [244, 216]]} />
      <Words x={252} y={156}>
        order
      </Words>
      <Arrow points={[[76, 176], [76, 192]]} />
      <Box x={8} y={192} w={304} h={132} tone="ghost" />
      <Words x={20} y={208}>
        OLM installs these operators
      </Words>
      <Box x={20} y={216} w={280} h={28} tone="core" centred title="hco-operator" />
      {[
        ['virt', 'KubeVirt'],
        ['cdi', 'CDI'],
        ['ssp', 'SSP'],
        ['network', 'addons'],
      ].map(([name = '', object = ''], index) => (
        <g key={name}>
          <Arrow points={[[52 + index * 72, 244], [52 + index * 72, 268]]} />
          <Box x={20 + index * 72} y={268} w={64} h={44} tone="inner" centred title={name} note={object} />
        </g>
      ))}
      <Arrow points={[[52, 312], [52, 348]]} />
      <Words x={64} y={340}>
        each deploys its components
      </Words>
      <Box x={8} y={348} w={304} h={72} tone="ghost" title="on the nodes, for virtual machines" />
      <Box x={16} y={372} w={92} h={40} centred title="virt-api" note="checks, consoles" />
      <Box x={112} y={372} w={100} h={40} centred title="virt-controller" note="VM becomes pod" />
      <Box x={216} y={372} w={88} h={40} tone="guest" centred title="virt-handler" note="on each worker" />
    </Canvas>
  )
}
