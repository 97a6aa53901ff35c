import Addresses
import Model

extension PlanTextTests.Case {
    /// A masq service, and a masquerade for clients at an interface.
    private static func translated(_ interface: String) -> Spec {
        var spec = masq(key, "10.1.2.11")
        var firewall = Firewall()
        firewall.masquerade = [
            Firewall.Masquerade(source: "198.51.100.0/24", interface: interface)
        ]
        spec.firewall = firewall
        return spec
    }

    /// A host with the subnet of the real server at eth1.
    private static let translating = Observed(
        addresses: ["10.1.0.1/16 on eth0": .foreign, "10.1.2.1/24 on eth1": .foreign],
        sysctls: [.connectionTracking: 0])

    private static let foreign: ServiceKey = "tcp 10.0.9.9:25"

    private static func masq(_ key: ServiceKey, _ server: IPAddress) -> Spec {
        Spec(services: [
            Service(name: "web", key: key, forwarding: .masq, servers: [.at(server)])
        ])
    }

    private static func beside(_ sysctls: [Sysctl: SysctlValue]) -> Observed {
        var observed = holding([(.at("10.0.0.11:80"), idle)])
        observed.services[foreign] = .holding(VirtualService(key: foreign), [])
        observed.sysctls = sysctls
        return observed
    }

    static let settings = [
        Self(
            name: "beside services of other programs the defaults are not set",
            spec: web([.at("10.0.0.11")]),
            observed: beside([
                .expireNoDestinationConnection: 0, .connectionTracking: 1,
                .connectionReuseMode: 1,
            ]),
            steps: [],
            notes: [
                "services of other programs share the settings of IPVS, so these stay as they"
                    + " are: expire_nodest_conn 0; name one under ipvs.sysctls to set it"
            ],
            foreign: ["tcp 10.0.9.9:25, 0 servers"]),
        Self(
            name: "a sysctl that the document names is set, and the others are counted",
            spec: {
                var spec = web([.at("10.0.0.11")])
                spec.ipvs.sysctls[.connectionTracking] = 0
                return spec
            }(),
            observed: beside([.connectionTracking: 1]),
            steps: ["~ sysctl conntrack 1 -> 0"],
            notes: [
                "1 service of other programs will have these settings too: the table has one set"
            ],
            foreign: ["tcp 10.0.9.9:25, 0 servers"]),
        Self(
            name: "a service of an unknown kind is one of another program, and shares the settings",
            spec: web([.at("10.0.0.11")]),
            observed: {
                var observed = holding([(.at("10.0.0.11:80"), idle)])
                observed.unknown = UnknownObjects(services: 1, servers: 2)
                observed.sysctls = [.expireNoDestinationConnection: 0]
                return observed
            }(),
            steps: [],
            notes: [
                "services of other programs share the settings of IPVS, so these stay as they"
                    + " are: expire_nodest_conn 0; name one under ipvs.sysctls to set it",
                "the IPVS table has 1 service and 2 servers of an unknown kind, of other programs,"
                    + " which stay",
            ]),
        Self(
            name: "an operator's value of a sysctl without a default is no drift",
            spec: web([.at("10.0.0.11")]),
            observed: {
                var observed = holding([(.at("10.0.0.11:80"), idle)])
                observed.sysctls = [
                    .backupOnly: 0, .connectionTracking: 1, .snatReroute: 0,
                    .expireNoDestinationConnection: 0,
                ]
                return observed
            }(),
            steps: ["~ sysctl expire_nodest_conn 0 -> 1"]),
        Self(
            name: "what a service needs is no default besides",
            spec: {
                var spec = web([.at("10.0.0.11")], persistence: Persistence())
                spec.services[0].check = Check(.on)
                spec.services[0].onFail = .keep
                return spec
            }(),
            observed: {
                var observed = holding(
                    [(.at("10.0.0.11:80"), idle)], persistence: Persistence())
                observed.sysctls = [.expireQuiescentTemplate: 1]
                return observed
            }(),
            steps: ["~ sysctl expire_quiescent_template 1 -> 0"]),
        Self(
            name: "masq needs forwarding in the clients' family",
            spec: masq("tcp [2001:db8::1]:80", "2001:db8:1::1"),
            observed: Observed(switchedOff: [.forwarding(.ipv4), .forwarding(.ipv6)]),
            steps: [
                "~ sysctl net.ipv6.conf.all.forwarding 0 -> 1",
                "+ service tcp [2001:db8::1]:80 wrr",
                "+ server [2001:db8:1::1]:80 in tcp [2001:db8::1]:80, masq, weight 1",
            ],
            notes: [
                "with IPv6 forwarding an interface ignores router advertisements unless its"
                    + " accept_ra is 2: a default route learned from one is lost"
            ]),
        Self(
            name: "a host that becomes a router changes settings of all interfaces",
            spec: masq(key, "10.0.0.11"), observed: Observed(switchedOff: [.forwarding(.ipv4)]),
            steps: [
                "~ sysctl net.ipv4.ip_forward 0 -> 1", "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.0.0.11:80 in tcp 10.0.0.1:80, masq, weight 1",
            ],
            notes: [
                "net.ipv4.ip_forward sets forwarding on every interface, and turns"
                    + " net.ipv4.conf.all.accept_redirects off"
            ]),
        Self(
            name: "masq needs forwarding at the interface with the subnet of the server",
            spec: masq(key, "10.1.2.11"),
            observed: Observed(
                addresses: [
                    "10.1.0.1/16 on eth0": .foreign, "10.1.2.1/24 on eth1": .foreign,
                    "10.1.3.1/24 on eth2": .foreign,
                ],
                switchedOff: [
                    .interfaceForwarding("eth0"), .interfaceForwarding("eth1"),
                    .interfaceForwarding("eth2"),
                ]),
            steps: [
                "~ sysctl net.ipv4.conf.eth1.forwarding 0 -> 1", "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.1.2.11:80 in tcp 10.0.0.1:80, masq, weight 1",
            ]),
        Self(
            name: "a program on this host needs no forwarding",
            spec: masq(key, "10.0.0.21"),
            observed: Observed(
                addresses: ["10.0.0.21/24 on eth0": .foreign],
                switchedOff: [.forwarding(.ipv4)]),
            steps: [
                "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.0.0.21:80 in tcp 10.0.0.1:80, masq, weight 1",
            ]),
        Self(
            name: "sources of packets to real servers are translated with conntrack",
            spec: translated("eth1"), observed: translating,
            steps: [
                "~ sysctl conntrack 0 -> 1", "+ firewall ipv4, 1 rule",
                "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.1.2.11:80 in tcp 10.0.0.1:80, masq, weight 1",
            ],
            notes: [
                "net.ipv4.vs.conntrack 1: firewall.nat translates the sources of packets to real"
                    + " servers, which IPVS keeps out of translation otherwise"
            ]),
        Self(
            name: "translation at another interface leaves conntrack alone",
            spec: translated("eth0"), observed: translating,
            steps: [
                "+ firewall ipv4, 1 rule", "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.1.2.11:80 in tcp 10.0.0.1:80, masq, weight 1",
            ]),
        Self(
            name: "a document that sets conntrack decides, with a note",
            spec: {
                var spec = translated("eth1")
                spec.ipvs.sysctls[.connectionTracking] = 0
                return spec
            }(), observed: translating,
            steps: [
                "+ firewall ipv4, 1 rule", "+ service tcp 10.0.0.1:80 wrr",
                "+ server 10.1.2.11:80 in tcp 10.0.0.1:80, masq, weight 1",
            ],
            notes: [
                "ipvs.sysctls.conntrack is 0: firewall.nat does not translate the sources of"
                    + " packets to real servers"
            ]),
        Self(
            name: "an interface of translation that drops packets from outside is noted",
            spec: {
                var spec = translated("eth0")
                spec.services = []
                return spec
            }(),
            observed: {
                var observed = translating
                observed.strictInterfaces = ["eth0", "eth1"]
                return observed
            }(),
            steps: ["+ firewall ipv4, 1 rule"],
            notes: [
                "rp_filter is 1 on eth0, which has no default route: the packets that firewall.nat"
                    + " expects there from beyond its subnets are dropped; write"
                    + " `reversePathFilter: loose` at eth0 in the network of the node, or as root:"
                    + " sysctl -w net.ipv4.conf.eth0.rp_filter=2"
            ]),
        Self(
            name: "a port forward to an FTP server needs the kernel's translation of FTP",
            spec: {
                var spec = Spec()
                var firewall = Firewall()
                firewall.forwards = [
                    Firewall.Forward(listen: "203.0.113.1:21", to: "10.1.2.11:21")
                ]
                spec.firewall = firewall
                return spec
            }(),
            observed: Observed(switchedOff: [.module("nf_nat_ftp"), .module("ip_vs_ftp")]),
            steps: ["~ load kernel module nf_nat_ftp", "+ firewall ipv4, 2 rules"]),
        Self(
            name: "FTP through masq needs its helper",
            spec: masq("tcp 10.0.0.1:21", "10.0.0.11"),
            observed: Observed(switchedOff: [.module("ip_vs_ftp")]),
            steps: [
                "~ load kernel module ip_vs_ftp",
                "+ service tcp 10.0.0.1:21 wrr",
                "+ server 10.0.0.11:21 in tcp 10.0.0.1:21, masq, weight 1",
            ]),
    ]
}
