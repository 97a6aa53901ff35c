import CGNU
import Foundation
import Glibc
import Testing

/// Notes that this machine lacks something: loudly here, and as a failure in CI.
func unavailable(_ what: String) throws {
    if ProcessInfo.processInfo.environment["CI"] != nil {
        Issue.record("not available: \(what)")
    } else {
        FileHandle.standardError.write(Data("SKIPPED, not available: \(what)\n".utf8))
    }
}

/// Runs a command to its end, quietly.
///
/// `Process` takes a daemon that a command leaves behind for the command itself and waits for it.
@discardableResult
func command(_ path: String, _ arguments: [String]) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0...2 as ClosedRange<Int32> {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    // What it inherits of other tests' pipes would keep them open.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    let words = ([path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard posix_spawn(&child, path, &actions, nil, words + [nil], environ) == 0 else { return -1 }
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child else { return -1 }
    return status & 0x7f == 0 ? status >> 8 & 0xff : -1
}
