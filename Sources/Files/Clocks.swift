import Glibc
import Model

/// Returns the time since boot, sleep included.
public func bootClock() -> Moment {
    Moment(milliseconds: milliseconds(CLOCK_BOOTTIME))
}

/// Returns the number of milliseconds since 1970.
public func wallClock() -> Int64 {
    milliseconds(CLOCK_REALTIME)
}

private func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// Returns the identity of this boot.
///
/// Source: `proc(5)`, `/proc/sys/kernel/random/boot_id`.
///
/// **Errors:** nil without this file; then no ledger counts as older than this boot.
public func bootIdentity() -> String? {
    readText("/proc/sys/kernel/random/boot_id", limit: 64).map { $0.filter { $0 > " " } }
}

/// Returns the name of this machine; `localhost` if it has none.
///
/// Source: `gethostname(2)`.
public func hostName() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
    let name = String(
        decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return name.isEmpty ? "localhost" : name
}
