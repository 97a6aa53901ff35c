import Glibc
import LabSupport
import Testing

extension InLab {
    /// Recorded values, with `ipvsadm --stats` as the witness.
    @Suite("Series")
    struct SeriesSuite {
        /// The averages of an hour by column; nil: unknown.
        private struct Table {
            var columns: [String: [Double?]] = [:]

            /// The table of `ballast series --format csv`.
            init(_ text: String) {
                let lines = text.split(separator: "\r\n").map {
                    $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
                }
                for (place, name) in (lines.first ?? []).enumerated() {
                    columns[name] = lines.dropFirst().map { Double($0[place]) }
                }
            }

            /// The sum of a rate over the hour, whose rows are ten seconds.
            func total(_ column: String) -> Double {
                (columns["\(column)Average"] ?? []).reduce(0) { $0 + ($1 ?? 0) } * 10
            }

            /// The number of rows with a known value.
            func known(_ column: String) -> Int {
                (columns["\(column)Average"] ?? []).count { $0 != nil }
            }
        }

        private func series(_ name: String, on balancer: Balancer) throws -> Table? {
            let program = Program(
                [
                    Lab.ballast, "series", name, "--range", "hour",
                    "--socket", "\(balancer.directory.path)/run/ballast.sock",
                ], on: balancer.host)
            let result = try program.run()
            // Nothing is recorded in the first seconds.
            return result.status == 0 ? Table(result.output) : nil
        }

        /// Connections, packets and bytes of the first service or server, from clients and to
        /// clients.
        private func counters(of host: String, _ line: String) throws -> [Double] {
            let lines = try Program(
                ["ipvsadm", "-L", "-n", "--stats", "--exact"], on: host
            ).output().split(separator: "\n").map { $0.drop { $0 == " " } }
            // The heads of columns have no numbers.
            let values = lines.filter { $0.hasPrefix(line) }
                .map { $0.split(separator: " ").suffix(5).compactMap { Double($0) } }
            return try #require(values.first { $0.count == 5 })
        }

        /// Returns the counters once so many connections are in them.
        ///
        /// The kernel adds what its processors have counted every two seconds.
        private func settled(
            on host: String, _ line: String, after before: [Double], connections: Int
        ) throws -> [Double]? {
            var last: [Double] = []
            let isSettled = try eventually(within: 20) {
                let now = try counters(of: host, line)
                guard now != last else { return now[0] - before[0] == Double(connections) }
                last = now
                // Packets that follow the answer are counted one period later.
                sleep(3)
                return false
            }
            return isSettled ? zip(last, before).map { $0 - $1 } : nil
        }

        @Test("recorded connections, packets and bytes are the kernel's, and survive a rename")
        func totals() throws {
            let balancer = try Balancer()
            let service = try Path.masq.service(weights: [1])
            let daemon = try balancer.control([service], ["--interval", "1"])
            let isRecorded = try eventually(within: 60) {
                try (series(service.name, on: balancer)?.known("bytesIn") ?? 0) > 0
            }
            try #require(isRecorded, "\(daemon.written)")
            let lines = ["TCP", "->"]
            let before = try lines.map { try counters(of: balancer.host, $0) }
            #expect(Client().tally(60, to: service.listen).answered == 60)
            let moved = try zip(lines, before).map { line, before in
                try #require(
                    try settled(on: balancer.host, line, after: before, connections: 60))
            }
            for moved in moved {
                // A connection of TCP has three packets in each direction at least.
                #expect(moved[0] == 60 && moved[1] >= 180 && moved[2] >= 180, "\(moved)")
                #expect(moved[3] > moved[1] * 40 && moved[4] > moved[2] * 40, "\(moved)")
            }
            let columns = ["connections", "packetsIn", "packetsOut", "bytesIn", "bytesOut"]
            func agrees(_ name: String, _ moved: [Double]) throws -> Bool {
                guard let answer = try series(name, on: balancer) else { return false }
                return zip(columns, moved).allSatisfy { column, count in
                    abs(answer.total(column) - count) <= max(1, count / 1000)
                }
            }
            for (name, moved) in zip(
                [service.name, "\(service.name)/\(service.servers[0].name)"], moved)
            {
                let isComplete = try eventually(within: 60) { try agrees(name, moved) }
                let found = try series(name, on: balancer)
                #expect(isComplete, "\(columns.map { found?.total($0) ?? -1 }) \(moved)")
            }

            try Program(["pkill", "-9", "-x", "ballast-series"]).output()
            daemon.signal(SIGKILL)
            _ = try daemon.status()
            var renamed = service
            renamed.name = "shop"
            try balancer.directory.write(Recipe.document([renamed]), to: "ballast.yaml")
            let next = try Daemon(balancer.ballast("run", ["--interval", "1"]))
            let isKept = try eventually(within: 60) { try agrees("shop", moved[0]) }
            #expect(isKept, "\(next.written)")
            #expect(try series(service.name, on: balancer) == nil)
            try next.end()
        }
    }
}
