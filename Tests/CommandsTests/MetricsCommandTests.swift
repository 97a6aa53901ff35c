import Admin
import Foundation
import TestSupport
import TestThreads
import Testing

/// `ballast metrics` and `GET /metrics` of a running controller with HAProxy.
@Suite("The metrics of a controller", .ownThreads)
struct MetricsCommandTests {
    private static func document(_ port: Int) -> String {
        """
        version: 1
        proxies:
          - name: shop
            listen: 127.0.0.1:\(port)
            servers: [{name: app1, address: "127.0.0.1:1", weight: 7}]

        """
    }

    @Test("the command and the socket give the state of the proxy, in the form that is asked for")
    func forms() throws {
        let site = try LiveSite(Self.document)
        try site.start()
        let socket = "\(site.run)/ballast.sock"
        let expected = [
            "ballast_healthy 1", "ballast_document_rejected 0",
            "ballast_proxy_active{proxy=\"shop\"} 1", "ballast_haproxy_up 1",
            "ballast_proxy_server_weight{proxy=\"shop\",server=\"app1\"} 7",
        ]
        site.eventually("the metrics of the proxy") {
            let text = try Program("metrics", "--socket", socket)
            #expect(text.status == 0 && text.error == "" && !text.output.contains("# EOF"))
            return Set(text.output.split(separator: "\n").map(String.init))
                .isSuperset(of: expected)
        }
        let open = try Program("metrics", "--open-metrics", "--socket", socket)
        #expect(open.output.hasSuffix("# EOF\n"))
        let ask = "curl -s -D - --unix-socket \(socket) http://ballast/metrics"
        #expect(try shell(ask).contains("content-type: text/plain; version=0.0.4"))
        let answer = try shell("\(ask) -H 'Accept: application/openmetrics-text;version=1.0.0'")
        #expect(answer.contains("content-type: application/openmetrics-text; version=1.0.0"))
        #expect(answer.hasSuffix("# EOF\n"))
        try site.save("version: 1\noops: 1\n")
        site.eventually("the rejection is counted") {
            try Program("metrics", "--socket", socket).output
                .contains("\nballast_document_rejected 1\n")
        }
    }

    @Test("without a controller there are no metrics")
    func silence() throws {
        let none = try Program("metrics", "--socket", "/nonexistent/ballast.sock")
        #expect(none.status == 1 && none.output == "", "\(none)")
        #expect(none.error.contains("no controller answers at /nonexistent/ballast.sock"))
    }

    @Test("the alert rules and the dashboard name metrics that exist")
    func examples() throws {
        let folder = Examples.folder.appending(path: "observability")
        #expect(
            try shell("promtool check rules \(folder.path)/alerts.yaml").contains("SUCCESS"))
        let known = try AnswerKeyTests().metrics(in: .text)
        for name in ["alerts.yaml", "grafana.json"] {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var used = Set(
                text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
                    .filter { $0.hasPrefix("ballast_") })
            #expect(!used.isEmpty)
            used = used.filter { !known.contains("# TYPE \($0) ") }
            #expect(used == [], "\(name)")
        }
        let board = try Data(contentsOf: folder.appending(path: "grafana.json"))
        #expect(try JSONSerialization.jsonObject(with: board) is [String: Any])
    }
}
