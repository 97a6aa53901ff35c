import Files
import Glibc

/// The losses of an interface's carrier, which the kernel counts, because a short one lies between
/// two looks.
///
/// **Source:** `Documentation/ABI/testing/sysfs-class-net` of Linux, `carrier_down_count` (4.16).
struct CarrierLosses {
    private var last: (name: String, count: Int)?

    /// Whether the carrier was lost since the last look; false: it was not, or that is unknown.
    ///
    /// - Parameter count: the kernel's count; nil: unknown.
    mutating func hasRisen(_ count: Int?, of name: String) -> Bool {
        guard let count else {
            last = nil
            return false
        }
        defer { last = (name, count) }
        return last.map { $0.name == name && $0.count < count } ?? false
    }

    /// Returns the kernel's count; nil: no such interface, or an older kernel.
    static func count(of name: String) -> Int? {
        readText("/sys/class/net/\(name)/carrier_down_count", limit: 32)
            .flatMap { Int($0.prefix { $0.isNumber }) }
    }
}
