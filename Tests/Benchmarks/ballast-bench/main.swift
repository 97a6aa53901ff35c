import Glibc
import Model

// ballast-bench program SERVICES SERVERS [--warm]
//
// In an empty network namespace: programs SERVICES x SERVERS from nothing, then looks at all of
// it, then changes one weight with only its service looked at. Prints milliseconds as KEY=VALUE.
//
// --warm: as in a controller that has been running: its sockets are open and it has planned as much
// before, so its memory is there. What a new process pays beside the work is page faults.

func fail(_ sentence: String, status: Int32) -> Never {
    var line = sentence + "\n"
    // Nothing can be done when even this fails.
    _ = line.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(status)
}

let words = CommandLine.arguments
guard words.count >= 4, words[1] == "program", let services = UInt32(words[2]),
    let servers = UInt32(words[3]), words.count == 4 || words[4...] == ["--warm"]
else {
    fail("usage: ballast-bench program SERVICES SERVERS [--warm]", status: 2)
}

do {
    let run = try ProgrammingRun(services: services, servers: servers)
    if words.count > 4 { try run.warm() }
    print(try run.figures())
} catch {
    fail("ballast-bench: \(error)", status: 1)
}
