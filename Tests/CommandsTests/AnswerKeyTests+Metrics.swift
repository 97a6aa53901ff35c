import Addresses
import Admin
import Foundation
import Model
import TestSupport
import Testing

extension AnswerKeyTests {
    /// The metrics of a status with every part.
    func metrics(in form: MetricForm) throws -> String {
        var status = try wholeStatus()
        var page = MetricPage()
        for service in status.services { page.add(service) }
        status.services = []
        var totals = LoopTotals()
        totals.passes = 7
        totals.duration = 1_234_567
        totals.events = [.down: 2]
        let usage = ProcessUsage(processor: 61_000_005, resident: 4096, descriptors: 9)
        return page.text(around: status, totals: totals, usage: usage, in: form)
    }

    @Test("promtool accepts the metrics without a remark")
    func promtool() throws {
        let file = try Scratch(try metrics(in: .text))
        #expect(try shell("promtool check metrics < \(file.path)") == "")
    }

    @Test("the parser of Prometheus's client accepts the metrics as OpenMetrics")
    func openMetrics() throws {
        let text = try metrics(in: .openMetrics)
        #expect(text.hasSuffix("# EOF\n"))
        let file = try Scratch(text)
        let program = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
            families = list(parse(open(sys.argv[1]).read()))
            print(len(families), sum(len(f.samples) for f in families))
            """
        let script = try Scratch(program)
        let python = Examples.folder.deletingLastPathComponent().path + "/.build/metrics/bin/python"
        let counts = try shell("\(python) \(script.path) \(file.path)").split { $0.isWhitespace }
            .compactMap { Int($0) }
        let lines = text.split(separator: "\n")
        #expect(counts.first == lines.count { $0.hasPrefix("# TYPE ") })
        // The status has one address twice, which the parser takes as one sample.
        let samples = lines.filter { !$0.hasPrefix("#") }
        #expect(counts.last == Set(samples.map { $0.prefix { $0 != " " } }).count)
    }

    @Test("numbers are in base units")
    func units() throws {
        let text = try metrics(in: .text)
        #expect(text.contains("\nballast_process_cpu_seconds_total 61.000005\n"))
        #expect(text.contains("\nballast_pass_duration_seconds_total 1.234567\n"))
        #expect(text.contains("\nballast_start_time_seconds 0.005\n"))
        #expect(text.contains("\nballast_events_total{kind=\"down\"} 2\n"))
        #expect(text.contains("\nballast_events_total{kind=\"up\"} 0\n"))
    }

    /// With `UPDATE_REFERENCE=1` in the environment the file is written instead.
    @Test("docs/reference/metrics.md lists every metric")
    func metricReference() throws {
        var rows: [String] = []
        var help = ""
        for line in try metrics(in: .text).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            guard words.count == 4, words[0] == "#" else { continue }
            if words[1] == "HELP" { help = String(words[3]) }
            if words[1] == "TYPE" { rows.append("| `\(words[2])` | \(words[3]) | \(help) |") }
        }
        let file = Examples.folder.deletingLastPathComponent()
            .appending(path: "docs/reference/metrics.md")
        let head = try String(contentsOf: file, encoding: .utf8)
            .components(separatedBy: "| --- | --- | --- |\n")[0]
        let text = head + "| --- | --- | --- |\n" + rows.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test("labels are escaped, and a large table has a bounded number of samples")
    func bounds() throws {
        var page = MetricPage()
        let endpoint = try #require(Endpoint("10.0.1.1:80"))
        let server = ServerStatus(
            name: "a\\b\"c\n", endpoint: endpoint, state: .online, want: nil, got: nil,
            connections: ConnectionCounts(), reason: nil)
        for index in 0..<26 {
            page.add(
                ServiceStatus(
                    name: "s\(index)", key: .mark(UInt32(index), .ipv4), want: nil, got: nil,
                    servers: Array(repeating: server, count: 1_000),
                    counters: TrafficCounters()))
        }
        var status = try wholeStatus()
        status.services = []
        let text = page.text(around: status, totals: LoopTotals(), usage: nil, in: .text)
        let labels = #"{service="s0",server="a\\b\"c\n"}"#
        #expect(text.contains("ballast_server_weight\(labels) 0\n"))
        #expect(text.contains("\nballast_servers_omitted 1000\n"))
        #expect(!text.contains("ballast_server_weight{service=\"s25\""))
        #expect(text.contains("ballast_service_servers{service=\"s25\"} 1000\n"))
    }
}
