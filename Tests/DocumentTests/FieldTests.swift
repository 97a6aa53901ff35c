import Model
import Testing

@testable import Document

/// Every object of the document with the text of a document around it.
struct ObjectSite: Sendable, CustomTestStringConvertible {
    let table: ObjectTable
    /// The text before and after the object, and what its path is.
    let before: String
    let after: String
    let path: String
    /// Keys that the object can't do without, with their values.
    var needs: [String: String] = [:]
    /// Keys that only go with another key.
    var companions: [String: [String: String]] = [:]

    var testDescription: String { table.name }

    /// The document in which the object has these keys.
    func document(_ keys: [String: String]) -> [UInt8] {
        let all = needs.merging(keys) { $1 }.filter { !$0.value.isEmpty }
        let members = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return Array("\(before){\(members.joined(separator: ", "))}\(after)".utf8)
    }

    static let all: [ObjectSite] = {
        let service = "{name: s, listen: 10.0.0.1:80, "
        return [
            ObjectSite(
                table: RootFields.table, before: "", after: "\n", path: "",
                needs: ["version": "1"]),
            ObjectSite(
                table: ClusterFields.table, before: "version: 1\ncluster: ", after: "\n",
                path: "cluster.", needs: ["name": "c"]),
            ObjectSite(
                table: NodeFields.table, before: "version: 1\ncluster: {name: c, nodes: [",
                after: "]}\n", path: "cluster.nodes[0].", needs: ["name": "n"]),
            ObjectSite(
                table: ConnectionSyncFields.table,
                before: "version: 1\ncluster: {name: c, connectionSync: ", after: "}\n",
                path: "cluster.connectionSync.", needs: ["interface": "eth1"]),
            ObjectSite(
                table: TableSyncFields.table,
                before: "version: 1\ncluster: {name: c, tableSync: ", after: "}\n",
                path: "cluster.tableSync.", needs: ["identity": "i.pem", "ca": "c.pem"]),
            ObjectSite(
                table: ReplicationFields.table,
                before: "version: 1\ncluster: {name: c, replication: ", after: "}\n",
                path: "cluster.replication."),
            ObjectSite(
                table: FailoverFields.table,
                before: "version: 1\ncluster: {name: c, failover: ", after: "}\n",
                path: "cluster.failover."),
            ObjectSite(
                table: FailoverAuthenticationFields.table,
                before: "version: 1\ncluster: {name: c, failover: {authentication: ",
                after: "}}\n", path: "cluster.failover.authentication.",
                needs: ["keys": "[{id: 1, keyFile: k}]"]),
            ObjectSite(
                table: FailoverKeyFields.table,
                before: "version: 1\ncluster: {name: c, failover: {authentication: {keys: [",
                after: "]}}}\n", path: "cluster.failover.authentication.keys[0].",
                needs: ["id": "1", "keyFile": "k"], companions: ["key": ["keyFile": ""]]),
            ObjectSite(
                table: FailoverLinkFields.table,
                before: "version: 1\ncluster: {name: c, failover: {links: [", after: "]}}\n",
                path: "cluster.failover.links[0].", needs: ["interface": "eth0"],
                companions: [
                    "hopLimit": ["unicast": "true"], "serial": ["interface": ""],
                    "speed": ["interface": "", "serial": "/dev/ttyS0"],
                ]),
            ObjectSite(
                table: FailoverGroupFields.table,
                before: "version: 1\ncluster: {name: c, failover: {groups: [", after: "]}}\n",
                path: "cluster.failover.groups[0].",
                needs: ["name": "g", "virtualRouterId": "1"]),
            ObjectSite(
                table: FailoverTrackFields.table,
                before: "version: 1\ncluster: {name: c, failover: {track: [", after: "]}}\n",
                path: "cluster.failover.track[0].", needs: ["name": "t", "interface": "eth0"],
                companions: [
                    "process": ["interface": ""], "script": ["interface": ""],
                    "services": ["interface": ""],
                    "user": ["interface": "", "script": "/bin/true"],
                    "interval": ["interface": "", "script": "/bin/true"],
                    "timeout": ["interface": "", "script": "/bin/true"],
                ]),
            ObjectSite(
                table: VirtualAddressFields.table, before: "version: 1\nvirtualAddresses: [",
                after: "]\n", path: "virtualAddresses[0].",
                needs: ["address": "10.0.0.1/24", "interface": "eth0"]),
            ObjectSite(
                table: HealthFields.table, before: "version: 1\nhealth: ", after: "\n",
                path: "health."),
            ObjectSite(
                table: ServiceFields.table, before: "version: 1\nservices: [", after: "]\n",
                path: "services[0].", needs: ["name": "s", "listen": "10.0.0.1:80"],
                companions: ["mark": ["listen": ""], "family": ["listen": "", "mark": "1"]]),
            ObjectSite(
                table: PersistenceFields.table,
                before: "version: 1\nservices: [\(service)persistence: ", after: "}]\n",
                path: "services[0].persistence."),
            ObjectSite(
                table: DrainFields.table, before: "version: 1\nservices: [\(service)drain: ",
                after: "}]\n", path: "services[0].drain."),
            ObjectSite(
                table: CheckFields.table, before: "version: 1\nservices: [\(service)check: ",
                after: "}]\n", path: "services[0].check."),
            ObjectSite(
                table: TLSFields.table,
                before: "version: 1\nservices: [\(service)check: {type: negotiate, tls: ",
                after: "}}]\n", path: "services[0].check.tls."),
            ObjectSite(
                table: FallbackFields.table,
                before: "version: 1\nservices: [\(service)fallback: ", after: "}]\n",
                path: "services[0].fallback.", needs: ["address": "10.0.0.9"]),
            ObjectSite(
                table: QuorumFields.table,
                before: "version: 1\nservices: [\(service)quorum: ", after: "}]\n",
                path: "services[0].quorum."),
            ObjectSite(
                table: FeedbackFields.table,
                before: "version: 1\nservices: [\(service)feedback: ", after: "}]\n",
                path: "services[0].feedback."),
            ObjectSite(
                table: ProxyFeedbackFields.table,
                before: "version: 1\nproxies: [{name: p, listen: 10.0.0.1:80, feedback: ",
                after: "}]\n", path: "proxies[0].feedback."),
            ObjectSite(
                table: HoldingPageFields.table, before: "version: 1\nholdingPage: ",
                after: "\n", path: "holdingPage."),
            ObjectSite(
                table: ForwardingFields.table,
                before: "version: 1\nservices: [\(service)forwarding: ", after: "}]\n",
                path: "services[0].forwarding.", needs: ["method": "gue"]),
            ObjectSite(
                table: ServerFields.table, before: "version: 1\nservices: [\(service)servers: [",
                after: "]}]\n", path: "services[0].servers[0].",
                needs: ["name": "x", "address": "10.0.0.2"]),
            ObjectSite(
                table: ConnectionFields.table,
                before: "version: 1\nservices: [\(service)servers: [{name: x, address: 10.0.0.2, "
                    + "connections: ",
                after: "}]}]\n", path: "services[0].servers[0].connections."),
            ObjectSite(
                table: NotificationFields.table, before: "version: 1\nnotifications: ",
                after: "\n", path: "notifications.", needs: ["command": "/bin/true"]),
            ObjectSite(
                table: MailFields.table, before: "version: 1\nnotifications: {mail: ",
                after: "}\n", path: "notifications.mail.",
                needs: ["to": "[a@b]", "from": "c@d", "relay": "e"]),
            ObjectSite(
                table: IPVSFields.table, before: "version: 1\nipvs: ", after: "\n", path: "ipvs."),
            ObjectSite(
                table: TimeoutFields.table, before: "version: 1\nipvs: {timeouts: ", after: "}\n",
                path: "ipvs.timeouts."),
            ObjectSite(
                table: SysctlFields.table, before: "version: 1\nipvs: {sysctls: ", after: "}\n",
                path: "ipvs.sysctls."),
        ] + proxies + termination + firewall + network + safety
    }()
}

@Suite("the tables of keys")
struct FieldTests {
    /// The tables that can be reached from the root.
    private static func reachable(from table: ObjectTable) -> Set<String> {
        table.fields.compactMap(\.kind.object).reduce(into: [table.name]) {
            $0.formUnion(reachable(from: $1))
        }
    }

    @Test("every object is tried here")
    func complete() {
        #expect(Set(ObjectSite.all.map { $0.table.name }) == Self.reachable(from: RootFields.table))
    }

    @Test("the decoder reads every key of a table", arguments: ObjectSite.all)
    func keysAreRead(_ site: ObjectSite) {
        #expect(parse(site.document([:])).diagnostics.isEmpty)
        for field in site.table.fields {
            var keys = (site.companions[field.key] ?? [:])
            keys[field.key] = "[[wrong]]"
            let found = parse(site.document(keys)).diagnostics
            #expect(
                found.contains { "\($0.path)".hasPrefix(site.path + field.key) },
                "\(site.path)\(field.key) is in the table, and is not read: \(found)")
        }
        let unknown = parse(site.document(["notAKeyOfAnything": "1"])).diagnostics
        #expect(unknown.map(\.code) == [.unknownKey])
    }

    @Test("what the table gives as default is what the absent key means", arguments: ObjectSite.all)
    func defaults(_ site: ObjectSite) throws {
        let without = parse(site.document([:])).spec
        for field in site.table.fields {
            guard let fallback = field.fallback, site.companions[field.key] == nil else { continue }
            // The document's sysctls stand beside the defaults; see IPVSSettings.
            guard site.table.name != SysctlFields.table.name else { continue }
            let text =
                switch fallback {
                case .integer(let number): String(number)
                case .text(let text): text
                case .boolean(let flag): String(flag)
                }
            // What an object leaves unsaid another may say: there the default is the last resort.
            guard
                ![FeedbackFields.table.name, ProxyFeedbackFields.table.name]
                    .contains(site.table.name)
            else { continue }
            let with = parse(site.document([field.key: text]))
            #expect(with.spec == without, "\(site.path)\(field.key): \(text) \(with.diagnostics)")
        }
    }

    @Test("every key is documented, and no two are the same")
    func documentation() {
        for site in ObjectSite.all {
            #expect(Set(site.table.fields.map(\.key)).count == site.table.fields.count)
            for field in site.table.fields {
                #expect(field.documentation.hasSuffix("."), "\(site.table.name) \(field.key)")
                #expect(field.isRequired ? field.fallback == nil : true)
            }
        }
    }

    @Test("the defaults of the sysctls are the model's")
    func sysctls() {
        for (sysctl, field) in zip(Sysctl.allCases, SysctlFields.table.fields) {
            #expect(field.key == sysctl.rawValue)
            #expect(field.fallbackInteger == sysctl.balancerDefault?.numbers.first ?? 0)
        }
    }

    @Test("a secret that is written into a key is not shown")
    func secretKeys() throws {
        for text in ["password:S3CRET", "\"password=S3CRET\""] {
            let document = "version: 1\nadmin: {statisticsPage: {login: op, \(text)}}\n"
            let found = parse(Array(document.utf8)).diagnostics
            #expect(!found.isEmpty && !"\(found)".contains("S3CRET"), "\(found)")
        }
    }
}
