import Addresses
import Glibc
import Model

// ballast-bench program SERVICES SERVERS [--warm]
//
//   In an empty network namespace: programs SERVICES x SERVERS from nothing, then looks at all of
//   it, then changes one weight with only its service looked at. Prints milliseconds, KEY=VALUE.
//   --warm: as in a controller that has been running: its sockets are open and it has planned as
//   much before, so its memory is there. What a new process pays beside the work is page faults.
//
// ballast-bench edit REPLACEMENT DOCUMENT SERVICE ENDPOINT WEIGHT [PID]
//
//   Renames REPLACEMENT over DOCUMENT, sends PID a SIGHUP, and prints the milliseconds until the
//   kernel holds the WEIGHT.
//
// ballast-bench document FILE
//
//   Validates FILE and plans it for an empty host: milliseconds of processor, KiB of memory.
//
// ballast-bench loop FILE [TURNS]
//
//   Runs the loop with FILE on a host in memory: microseconds of processor for an edit of one
//   weight, for a periodic pass and for a verdict, medians of TURNS (default 20).

func fail(_ sentence: String, status: Int32) -> Never {
    var line = sentence + "\n"
    // Nothing can be done when even this fails.
    _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(status)
}

func run(_ words: [String]) async throws -> String? {
    switch words.first {
    case "program":
        guard (3...4).contains(words.count), let services = UInt32(words[1]),
            let servers = UInt32(words[2]), words.count == 3 || words[3] == "--warm"
        else { return nil }
        let run = try ProgrammingRun(services: services, servers: servers)
        if words.count > 3 { try run.warm() }
        return try run.figures()
    case "edit":
        guard (6...7).contains(words.count), let key = ServiceKey(words[3]),
            let endpoint = Endpoint(words[4]), let weight = Int(words[5])
        else { return nil }
        let process = words.count > 6 ? pid_t(words[6]) : nil
        return try EditRun(
            replacement: words[1], document: words[2], process: process, key: key,
            endpoint: endpoint, weight: weight
        ).figure()
    case "document":
        return words.count == 2 ? try DocumentRun(path: words[1]).figures() : nil
    case "loop":
        guard (2...3).contains(words.count) else { return nil }
        return try await LoopRun(path: words[1], turns: Int(words.last ?? "") ?? 20).figures()
    default:
        return nil
    }
}

do {
    guard let figures = try await run(Array(CommandLine.arguments.dropFirst())) else {
        fail("usage: ballast-bench program|edit|document|loop ...: see its source", status: 2)
    }
    print(figures)
} catch {
    fail("ballast-bench: \(error)", status: 1)
}
