import Addresses
import Glibc
import Model
import Testing

@testable import Kernel

@Suite("Inspection of a host")
struct InspectionTests {
    @Test(
        "interfaces, addresses and settings are those of the namespace",
        .enabled(if: Namespace.isAvailable))
    func facts() throws {
        try Namespace.fresh {
            try Namespace.run(
                """
                set -e
                ip link add eth0 address 02:00:00:00:00:01 mtu 1400 type veth peer name wire
                ip link set eth0 up
                ip address add 10.0.0.11/24 dev eth0
                ip address add 10.0.0.100/32 dev lo
                echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
                echo 2 >/proc/sys/net/ipv4/conf/eth0/arp_announce
                """)
            let facts = try KernelInspector().facts()
            let eth0 = try #require(facts.interfaces["eth0"])
            #expect(eth0.kind == "veth" && eth0.isUp && eth0.answers && eth0.mtu == 1_400)
            #expect(eth0.hardwareAddress == MACAddress("02:00:00:00:00:01"))
            #expect(eth0.addresses.map { "\($0.prefix)" } == ["10.0.0.11/24"])
            let loopback = try #require(facts.interfaces["lo"])
            #expect(!loopback.answers && loopback.hardwareAddress == nil)
            let virtual = try #require(IPAddress("10.0.0.100"))
            #expect(facts.interfaces(with: virtual) == ["lo"])
            #expect(facts.largest("arp_ignore", at: "eth0") == 1)
            #expect(facts.largest("arp_announce", at: "eth0") == 2)
            #expect(facts.listeners[.tcp] == [])
            #expect(facts.unread == [])
        }
    }

    @Test("the settings of files after zz-ballast.conf are found")
    func laterSettings() throws {
        let root = "/tmp/ballast-settings-\(UInt64.random(in: 0...UInt64.max))"
        try Namespace.run(
            """
            set -e
            mkdir -p \(root)/etc/sysctl.d \(root)/run/sysctl.d
            echo 'net.ipv4.ip_forward=0' >\(root)/etc/sysctl.d/99-sysctl.conf
            echo ' - net/ipv4/ip_forward = 0 ' >\(root)/run/sysctl.d/zzz.conf
            printf '# net.ipv4.ip_forward=1\\nnet.ipv4.conf.eth0/5.rp_filter = 1\\n' \
              >\(root)/etc/sysctl.conf
            """)
        let paths: Set = ["net/ipv4/ip_forward", "net/ipv4/conf/eth0.5/rp_filter"]
        let lines = HostFiles(root: root).laterSettings(among: paths)
        try Namespace.run("rm -r \(root)")
        #expect(
            lines == [
                SettingLine(
                    file: "/run/sysctl.d/zzz.conf", name: "net/ipv4/ip_forward",
                    path: "net/ipv4/ip_forward", value: "0"),
                SettingLine(
                    file: "/etc/sysctl.conf", name: "net.ipv4.conf.eth0/5.rp_filter",
                    path: "net/ipv4/conf/eth0.5/rp_filter", value: "1"),
            ])
    }

    @Test(
        "a route has its gateway and its segments; a source that is not here is ignored",
        .enabled(if: Namespace.isAvailable))
    func routes() throws {
        try Namespace.fresh {
            try Namespace.run(
                """
                set -e
                ip link add eth0 type veth peer name wire
                ip link set wire up
                ip link set eth0 up
                ip address add 10.0.0.11/24 dev eth0
                ip address add 2001:db8::11/64 dev eth0 nodad
                ip route add default via 10.0.0.254 advmss 1440
                ip -6 route add default via 2001:db8::fe
                ip route add default via 10.0.0.1 table 100
                ip address add 10.0.0.12/24 dev eth0
                ip rule add from 10.0.0.12 table 100
                """)
            let four = RouteQuestion.toClients(.ipv4)
            let other = RouteQuestion.toClients(.ipv4, from: IPAddress("10.0.0.12"))
            let absent = RouteQuestion.toClients(.ipv4, from: IPAddress("10.0.0.99"))
            let six = RouteQuestion.toClients(.ipv6)
            var questions = HostQuestions()
            questions.routes = [four, other, absent, six]
            let inspector = try KernelInspector()
            var facts = try inspector.facts()
            inspector.answer(questions, into: &facts)
            var usual = RouteFacts(
                interface: "eth0", gateway: IPAddress("10.0.0.254"), segment: 1_440)
            usual.table = 254
            #expect(facts.routes[other]?.table == 100)
            #expect(facts.routes[four] == usual && facts.routes[absent] == usual)
            #expect(facts.routes[other]?.gateway == IPAddress("10.0.0.1"))
            #expect(facts.routes[six]?.gateway == IPAddress("2001:db8::fe"))
            try Namespace.run("ip route del default")
            facts.routes = [:]
            inspector.answer(questions, into: &facts)
            #expect(facts.routes[four] == nil)
        }
    }

    @Test("tables, sockets and modules are read from their files")
    func files() throws {
        let root = try Namespace.run("mktemp -d").split(separator: "\n").joined()
        defer { _ = try? Namespace.run("rm -r \(root)") }
        let release = KernelRelease.text
        try Namespace.run(
            """
            set -e
            cd \(root)
            mkdir -p proc/sys/net/netfilter proc/thread-self/net/stat sys/module/ip_vs
            mkdir -p lib/modules/\(release)
            echo 100 >proc/sys/net/netfilter/nf_conntrack_count
            echo 400 >proc/sys/net/netfilter/nf_conntrack_max
            printf '%s\\n' 'entries  found drop  early_drop' '00000064  0 0a  ff' \
                '00000064  0 01  00' >proc/thread-self/net/stat/nf_conntrack
            printf '%s\\n' 'IP Virtual Server version 1.2.1 (size=4096)' 'TCP  0A000064:0050 wrr' \
                '  -> 0A00000B:0050      Route   1      3          4' \
                '  -> 0A00000C:0050      Route   1      5          0' >proc/thread-self/net/ip_vs
            printf '%s\\n' '  sl  local_address rem_address   st' \
                '   0: 0B00000A:0050 00000000:0000 0A 0' \
                '   1: 0B00000A:01BB 0C00000A:9999 01 0' \
                '   2: 00000000:0016 00000000:0000 0A 0' >proc/thread-self/net/tcp
            echo '   0: 00000000000000000000000000000000:0035 0:0 0A' >proc/thread-self/net/tcp6
            echo '   0: 00000000:17C0 00000000:0000 07' >proc/thread-self/net/udp
            echo kernel/net/ipv4/gre.ko >lib/modules/\(release)/modules.builtin
            echo 'kernel/net/netfilter/ipvs/ip-vs-mh.ko.xz: kernel/a.ko' \
                >lib/modules/\(release)/modules.dep
            """)
        let files = HostFiles(root: root)
        var facts = HostFacts()
        files.read(into: &facts)
        #expect(facts.tracking == HostFacts.Tracking(count: 100, limit: 400, drops: 11))
        #expect(facts.balancing == HostFacts.Balancing(size: 4_096, connections: 12))
        // Sockets after the first one that does not listen are connections.
        #expect(
            facts.listeners[.tcp]
                == Set(["10.0.0.11:80", "[::]:53"].compactMap { Endpoint($0) }))
        #expect(facts.listeners[.udp] == Set([Endpoint("0.0.0.0:6080")].compactMap { $0 }))
        #expect(files.state(of: "ip_vs") == .present)
        #expect(files.state(of: "gre") == .present)
        #expect(files.state(of: "ip_vs_mh") == .loadable)
        #expect(files.state(of: "ip_vs_wrr") == .missing)
        #expect(HostFiles(root: "\(root)/none").state(of: "gre") == .unknown)
        var empty = HostFacts()
        HostFiles(root: "\(root)/none").read(into: &empty)
        #expect(empty.tracking == nil && empty.balancing == nil && empty.unread.count == 1)
    }
}
