# Unit 1 from the login to the clean-up, as a student types it: plain oc, kubectl and virtctl. What it prints is compared by unit-one.test.ts.
# API and CA are the classroom's.

# A: log in
oc login -u admin -p redhatocp "$API" --certificate-authority="$CA"
oc login --token="$(oc whoami -t)" --server="$API"
oc whoami; oc whoami --show-console
oc login -u developer -p developer
oc get nodes
oc login -u admin

# B: Kubernetes beneath
oc get nodes
oc get nodes -l node-role.kubernetes.io/worker
oc get node worker01 -o wide
oc get pods -n openshift-etcd -o wide
oc get nodes --loglevel=6
oc get clusterversion

# C: what it is
oc start vm x

# D: the operator
oc get packagemanifest kubevirt-hyperconverged -n openshift-marketplace
oc get vm
oc apply -f operator.yaml
oc wait sub hco-operatorhub -n openshift-cnv --for=jsonpath='{.status.state}'=AtLatestKnown --timeout=60s
oc wait csv kubevirt-hyperconverged-operator.v4.19.3 -n openshift-cnv --for=jsonpath='{.status.phase}'=Succeeded --timeout=60s
oc get csv -n openshift-cnv
oc apply -f hyperconverged.yaml
oc wait hco kubevirt-hyperconverged -n openshift-cnv --for=condition=Available --timeout=60s
oc get kv,ds,deploy -n openshift-cnv
oc get node worker01 -o jsonpath='{.status.allocatable.devices\.kubevirt\.io/kvm}{"\n"}'

# E: the first VM
oc new-project unit1-lab
oc wait datasource rhel9 -n openshift-virtualization-os-images --for=condition=Ready --timeout=60s
oc apply -f vm.yaml
oc wait vm rhel9-test --for=jsonpath='{.status.printableStatus}'=Stopped --timeout=60s
virtctl start rhel9-test
oc wait vm rhel9-test --for=jsonpath='{.status.printableStatus}'=Running --timeout=60s
oc get vm,vmi
oc wait pod -l vm.kubevirt.io/name=rhel9-test --for=condition=Ready --timeout=60s
oc get pod -l vm.kubevirt.io/name=rhel9-test
printf '\r\035' | virtctl console rhel9-test
oc wait vmi rhel9-test --for=condition=AgentConnected --timeout=60s
virtctl guestosinfo rhel9-test
oc exec "$(oc get pod -l vm.kubevirt.io/name=rhel9-test -o name)" -c compute -- virsh list
virtctl stop rhel9-test
oc wait vm rhel9-test --for=jsonpath='{.status.printableStatus}'=Stopped --timeout=60s
oc get vmi

# F: shared storage, network and policy
virtctl start rhel9-test
oc wait vm rhel9-test --for=condition=Ready --timeout=60s
oc get dv,pvc
virtctl expose vm rhel9-test --name=ssh --port=22
oc wait endpoints ssh --for=jsonpath='{.subsets[0].addresses[0].ip}' --timeout=60s
oc get endpoints ssh
oc run probe -i --rm --restart=Never --image=registry.access.redhat.com/ubi9/ubi -- bash -c 'exec 3<>/dev/tcp/ssh/22; head -1 <&3'
oc apply -f policy.yaml
oc run probe -i --rm --restart=Never --image=registry.access.redhat.com/ubi9/ubi -- bash -c 'exec 3<>/dev/tcp/ssh/22; head -1 <&3'
oc run probe -i --rm --restart=Never --labels=access=ssh --image=registry.access.redhat.com/ubi9/ubi -- bash -c 'exec 3<>/dev/tcp/ssh/22; head -1 <&3'

# G: clean up
oc delete vm rhel9-test
oc wait --for=delete vmi/rhel9-test pod -l vm.kubevirt.io/name=rhel9-test --timeout=60s
oc get vm,vmi,dv,pod
oc delete project unit1-lab
oc wait --for=delete namespace/unit1-lab --timeout=60s
oc project unit1-lab
oc delete hco kubevirt-hyperconverged -n openshift-cnv
oc delete sub hco-operatorhub -n openshift-cnv
oc delete csv kubevirt-hyperconverged-operator.v4.19.3 -n openshift-cnv
oc delete namespace openshift-cnv
oc get vm
oc logout
