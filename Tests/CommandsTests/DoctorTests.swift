import Foundation
import Model
import TestSupport
import TestThreads
import Testing

@testable import Commands

@Suite("ballast doctor and render real-server", .ownThreads)
struct DoctorTests {
    /// A real server with wrong settings.
    struct Patient: Sendable, CustomTestStringConvertible {
        let name: String
        /// The keys of the service.
        let service: String
        /// The host in words of the shell, with eth0 to the network of the load balancer.
        let host: String
        /// The codes of the findings, in order.
        let findings: [String]
        /// The address at which the program must listen.
        var listen = "0.0.0.0"
        var testDescription: String { name }
    }

    static let patients = [
        Patient(
            name: "gate, nothing set", service: "listen: 10.0.0.100:80",
            host: "ip address add 10.0.0.11/24 dev eth0; ip route add default via 10.0.0.254",
            findings: ["arpIgnore", "arpAnnounce", "missingAddress", "notListening"]),
        Patient(
            name: "gate, the virtual address on the interface", service: "listen: 10.0.0.100:80",
            host: """
                ip address add 10.0.0.100/24 dev eth0; ip address add 10.0.0.11/24 dev eth0
                ip route add default via 10.0.0.254
                """,
            findings: ["arpIgnore", "arpAnnounce", "misplacedAddress", "notListening"]),
        Patient(
            name: "gate, a network on lo", service: "listen: 10.0.0.100:80",
            host: """
                ip address add 10.0.0.11/24 dev eth0; ip route add default via 10.0.0.254
                ip address add 10.0.0.100/24 dev lo
                """,
            findings: ["arpIgnore", "arpAnnounce", "addressPrefix", "notListening"]),
        Patient(
            name: "gate, replies by another interface", service: "listen: 10.0.0.100:80",
            host: """
                ip address add 10.0.0.11/24 dev eth0; ip address add 10.0.5.11/24 dev eth1
                ip route add default via 10.0.5.254; ip address add 10.0.0.100/32 dev lo
                echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
                echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce
                echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter
                """,
            findings: ["senderFilter", "notListening"]),
        Patient(
            name: "gate, IPv6", service: "listen: \"[2001:db8::100]:80\"",
            host: """
                ip address add 2001:db8::11/64 dev eth0 nodad
                ip address add 2001:db8::100/64 dev eth0 nodad
                ip -6 route add default via 2001:db8::fe
                """,
            findings: ["misplacedAddress", "notListening"], listen: "::"),
        Patient(
            name: "gate, IPv6, no address", service: "listen: \"[2001:db8::100]:80\"",
            host: """
                ip address add 2001:db8::11/64 dev eth0 nodad
                ip -6 route add default via 2001:db8::fe
                """,
            findings: ["missingAddress", "notListening"], listen: "::"),
        Patient(
            name: "masq", service: "listen: 10.0.0.100:8080\n    forwarding: masq",
            host: "ip address add 10.0.0.11/24 dev eth0; ip route add default via 10.0.0.254",
            findings: ["defaultRoute", "notListening"]),
        Patient(
            name: "masq, no route", service: "listen: 10.0.0.100:8080\n    forwarding: masq",
            host: "ip address add 10.0.0.11/24 dev eth0",
            findings: ["defaultRoute", "notListening"]),
        Patient(
            name: "masq, IPv6", service: "listen: \"[2001:db8::100]:8080\"\n    forwarding: masq",
            host: """
                ip address add 2001:db8::11/64 dev eth0 nodad
                ip -6 route add default via 2001:db8::fe
                """,
            findings: ["defaultRoute", "notListening"], listen: "::"),
        Patient(
            name: "a mark of two addresses", service: "mark: 1",
            host: "ip address add 10.0.0.11/24 dev eth0; ip route add default via 10.0.0.254",
            findings: [
                "arpIgnore", "arpAnnounce", "missingAddress", "missingAddress", "notListening",
                "notListening",
            ]),
    ]

    @Test(
        "a default route of several hops, and one without a carrier, keep them",
        .enabled(if: FirewallNamespace.isPossible),
        arguments: ["nexthop via 10.0.0.1 nexthop via 10.9.0.1", "via 10.0.0.1"])
    func hops(_ route: String) throws {
        let document = try Scratch(
            """
            version: 1
            virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
            services:
              - name: web
                listen: 10.0.0.100:80
                forwarding: ipip
                servers: [{name: web1, address: 10.0.0.11}]

            """)
        let script = try Scratch(
            """
            set -eu
            for name in eth0 eth1 tunl0; do
                ip link add $name type veth peer name wire$name
                ip link set wire$name up
                ip link set $name up
            done
            ip addr add 10.0.0.11/24 dev eth0; ip addr add 10.9.0.2/24 dev eth1
            ip route add default \(route)
            ip link set wireeth0 down
            "$1" render real-server web/web1 -f "$2" >setup
            mend() { "$1" doctor -f "$2" | grep 'ip route change' >commands || true; }
            sh setup; sh setup
            ip route show default | tr -d '\\n'
            echo
            ip route replace default \(route)
            mend "$1" "$2"; sh -eu commands; sh -eu commands
            ip route show default | tr -d '\\n'
            """, name: "script")
        let program = Program.folder.appending(path: "ballast").path
        let output = try shell(
            "cd \(script.folder) && unshare -n sh \(script.path) \(program) \(document.path)")
        let lines = output.split(separator: "\n")
        #expect(lines.count == 2, "\(output)")
        for line in lines {
            #expect(line.contains("advmss 1440"), "\(output)")
            #expect(
                line.split(separator: " ").count { $0 == "via" }
                    == route.split(separator: " ").count { $0 == "via" }, "\(output)")
        }
    }

    /// The ways to mend a host.
    enum Remedy: String, CaseIterable {
        /// The printed script, twice.
        case script
        /// The commands of the findings.
        case commands
    }

    @Test(
        "each wrong setting is found, and both the script and the printed commands mend it",
        .enabled(if: FirewallNamespace.isPossible), arguments: patients, Remedy.allCases)
    func mended(_ patient: Patient, _ remedy: Remedy) throws {
        let run = try Self.treat(patient, remedy)
        let before = try #require(run.first)
        let after = try #require(run.last)
        try AnswerForm.doctor.verify(before)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(before.utf8))
        #expect(answer.findings.map(\.code) == patient.findings)
        #expect(answer.roles == ["real-server"] && answer.servers == ["web/web1"])
        #expect(answer.findings.allSatisfy { $0.services == ["web"] })
        #expect(after.contains("Nothing to mend."), "\(after)")
    }

    /// The part of the answer that tests need.
    private struct Answer: Decodable {
        struct Finding: Decodable {
            let code: String
            let services: [String]
            let commands: [String]
            let lasting: [String]
        }
        let roles: [String]
        let servers: [String]
        let findings: [Finding]
    }

    /// Examines and mends a host; the JSON before, and the text after.
    private static func treat(_ patient: Patient, _ remedy: Remedy) throws -> [String] {
        let six = patient.service.contains("2001")
        let document = try Scratch(
            """
            version: 1
            virtualAddresses:
              - {address: 10.0.0.100/24, interface: eth0}
              - {address: 10.0.0.66/24, interface: eth0}
              - {address: "2001:db8::100/64", interface: eth0}
            firewall:
              marks: [{mark: 1, address: [10.0.0.66, 10.0.0.100], ports: 80}]
            services:
              - name: web
                \(patient.service)
                servers: [{name: web1, address: "\(six ? "2001:db8::11" : "10.0.0.11")"}]

            """)
        let port = patient.service.contains("8080") ? 8_080 : 80
        let script = try Scratch(
            """
            set -eu
            ballast=$1 document=$2 remedy=$3
            ip link set lo up
            for name in eth0 eth1; do
                ip link add $name type veth peer name wire$name
                ip link set wire$name up
                ip link set $name up
            done
            for name in all default eth0 eth1 lo; do
                for setting in arp_ignore arp_announce rp_filter; do
                    echo 0 >/proc/sys/net/ipv4/conf/$name/$setting
                done
            done
            \(patient.host)
            status=0
            "$ballast" doctor --json -f "$document" >before || status=$?
            [ $status = 1 ]
            cat before
            printf '\\0'
            if [ $remedy = script ]; then
                "$ballast" render real-server web/web1 -f "$document" >setup
                # Duplicate address detection of other addresses ends at any time.
                state() { ip -o address show | sed 's/ tentative//'; ip route show; }
                sh setup
                state >first
                sh setup
                state >second
                cmp first second
            else
                python3 -c 'if True:
                    import json
                    for finding in json.load(open("before"))["findings"]:
                        print("\\n".join(finding["commands"]))' >commands
                sh -eu commands >/dev/null
            fi
            python3 -c 'if True:
                import socket, sys, time
                family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
                server = socket.create_server((sys.argv[1], int(sys.argv[2])), family=family)
                print("listening", flush=True)
                time.sleep(1000)' \(patient.listen) \(port) >state &
            until grep -q listening state; do sleep 0.05; done
            "$ballast" doctor -f "$document" || true
            kill $!
            """, name: "script")
        let ballast = Program.folder.appending(path: "ballast").path
        let text = try shell(
            "cd \(script.folder) && unshare -n sh \(script.path) \(ballast) \(document.path) "
                + remedy.rawValue)
        return text.split(separator: "\0").map(String.init)
    }

    @Test(
        "the script of each real server of the example is its file",
        arguments: [
            "direct", "direct6", "shop", "nat", "nat6", "tunnel", "tunnel6", "gre", "gue", "gue6",
        ])
    func scripts(service: String) throws {
        let folder = Examples.folder.appending(path: "real-servers")
        let run = try Program(
            "render", "real-server", "\(service)/web1", "-f",
            folder.appending(path: "ballast.yaml").path)
        #expect(run.status == 0, "\(run.error)")
        let file = folder.appending(path: "\(service).sh")
        if ProcessInfo.processInfo.environment["BALLAST_UPDATE_GOLDEN"] != nil {
            try run.output.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(run.output == (try? String(contentsOf: file, encoding: .utf8)))
        // The shell accepts it.
        try shell("sh -n \(file.path)")
    }

    @Test("a masq server has the given gateway, the document's, none, or an error")
    func gateways() throws {
        let document = "\(Examples.folder.path)/terminal-server/ballast.yaml"
        let words = ["render", "real-server", "terminal/ts1", "-f", document]
        let refused = try Program(words)
        #expect(refused.status == 1 && refused.error.contains("--gateway"))
        let given = try Program(words + ["--gateway", "10.0.0.1"])
        #expect(given.output.contains("\nip route replace default via 10.0.0.1\n"))
        let other = try Program(words + ["--gateway", "2001:db8::1"])
        #expect(other.status == 1)
        // Translated clients need no route.
        let translated = try Program(
            "render", "real-server", "web/web1", "-f",
            "\(Examples.folder.path)/masq-one-arm/ballast.yaml")
        #expect(translated.status == 0 && !translated.output.contains("ip route"))
    }

    @Test("a service, a server or a role that does not exist is named")
    func unknown() throws {
        let document = "\(Examples.folder.path)/real-servers/ballast.yaml"
        for (words, text) in [
            (["render", "real-server", "none/web1"], "none"),
            (["render", "real-server", "direct/none"], "none"),
            (["doctor", "--as", "real-server"], "no server of the document"),
            (["doctor", "--node", "none"], "no node none"),
        ] {
            let run = try Program(words + ["-f", document])
            #expect(run.status == 1 && run.error.contains(text), "\(run.error)")
        }
        for words in [
            ["doctor", "--forwarding", "gate"], ["doctor", "--as", "nothing"],
            ["doctor", "--virtual-address", "10.0.0.1", "-f", document],
            ["doctor", "--virtual-address", "10.0.0.1", "--forwarding", "masq"],
            ["render", "real-server", "direct"],
        ] {
            #expect(try Program(words).status == 64, "\(words)")
        }
    }

    @Test(
        "a real server needs no document, and no privilege",
        .enabled(if: FirewallNamespace.isPossible))
    func withoutDocument() throws {
        let run = try Program.inOtherNetwork(
            after: """
                ip link set lo up
                ip link add eth0 type veth peer name wire
                ip link set eth0 up; ip link set wire up
                ip address add 10.0.0.11/24 dev eth0
                """, then: "true",
            ["doctor", "--virtual-address", "10.0.0.100", "--virtual-address", "2001:db8::100"])
        #expect(run.status == 1)
        for code in ["arpIgnore", "arpAnnounce", "missingAddress"] {
            #expect(run.output.contains("[\(code)]"), "\(run.output)")
        }
        #expect(run.output.contains("ip -6 addr add 2001:db8::100/128 dev lo nodad"))
        #expect(run.output.hasSuffix("4 errors, 2 warnings.\n"), "\(run.output)")
    }
}
