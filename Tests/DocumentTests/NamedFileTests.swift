import Model
import Testing

@testable import Document

@Suite("the files that a document names")
struct NamedFileTests {
    /// Long texts that are no files to read.
    private static let others: Set<String> = [
        "check.send", "check.request", "check.expect", "check.expectRegex",
        // Written by HAProxy's access log.
        "access log.target",
        // The node's own.
        "replication section.identity", "\(TableSyncFields.table.name).identity",
        "\(AdminFields.table.name).certificate",
    ]

    /// The keys whose texts are as long as paths, or commands.
    private static func names(of table: ObjectTable) -> [Field] {
        table.fields.filter { field in
            guard case .text(let range) = field.kind, !others.contains("\(table.name).\(field.key)")
            else { return false }
            return range.upperBound == 4096 || field.key == "script"
        }
    }

    @Test("every key of a file is among them", arguments: ObjectSite.all)
    func complete(_ site: ObjectSite) throws {
        for field in Self.names(of: site.table) {
            var keys = site.companions[field.key] ?? [:]
            if site.table.name == CertificateFields.table.name { keys["file"] = "/a/file" }
            if site.table.field("login") != nil { keys["login"] = "a" }
            keys[field.key] = "/a/path"
            let parsed = parse(site.document(keys))
            let draft = try #require(parsed.draft, "\(site.path)\(field.key) \(parsed.diagnostics)")
            let found = draft.files.first { $0.name == "/a/path" }
            #expect("\(found?.place ?? DocumentPath())" == site.path + field.key)
        }
    }

    @Test("files are found at every depth, with their use")
    func depths() throws {
        let text = """
            version: 1
            services:
              - name: s
                listen: 10.0.0.1:80
                check: {type: negotiate, service: https, tls: {ca: a.pem}}
                servers:
                  - name: x
                    address: 10.0.0.2
                    check: {type: external, command: /b}
            proxies:
              - name: p
                listen: 10.0.0.1:81
                check: {type: negotiate, service: https, tls: {ca: c.pem}}
                servers: [{name: x, address: 10.0.0.2, tls: {ca: d.pem}}]
                routes:
                  - match: {path: /}
                    servers: [{name: y, address: 10.0.0.3, tls: {ca: e.pem}}]
                raw:
                  - acl inside src -f /f "/g" h
                  - http-request set-header x %[src,map(/n,o)] if /p=(/s
            haproxy: {raw: [errorfile 503 /i]}
            cluster:
              name: c
              tableSync: {identity: q.pem, ca: r.pem}
              failover:
                track: [{name: t, script: "/j -c /k l", interval: 1s}]
            admin: {statisticsPage: {raw: [errorfile 503 /m]}}
            firewall: {blocklists: [{name: u, file: u.txt}]}
            certificates: [{name: n, file: n.pem, key: o.pem, ca: p.pem}]
            """
        let spec = try #require(parse(Array(text.utf8)).draft)
        let found = spec.files.map { "\($0.name) \($0.use) \($0.place)" }
        #expect(
            found.sorted() == [
                "/b program services[0].servers[0].check.command",
                "/f raw proxies[0].raw[0]",
                "/g raw proxies[0].raw[0]",
                "/i raw haproxy.raw[0]",
                "/j program cluster.failover.track[0].script",
                "/k raw cluster.failover.track[0].script",
                "/m raw admin.statisticsPage.raw[0]",
                "/n raw proxies[0].raw[1]",
                "/p raw proxies[0].raw[1]",
                "/p=(/s raw proxies[0].raw[1]",
                "/s raw proxies[0].raw[1]",
                "a.pem contents services[0].check.tls.ca",
                "c.pem contents proxies[0].check.tls.ca",
                "d.pem contents proxies[0].servers[0].tls.ca",
                "e.pem contents proxies[0].routes[0].servers[0].tls.ca",
                "n.pem secret certificates[0].file",
                "o.pem secret certificates[0].key",
                "p.pem contents certificates[0].ca",
                "r.pem contents cluster.tableSync.ca",
                "u.txt contents firewall.blocklists[0].file",
            ])
    }
}
