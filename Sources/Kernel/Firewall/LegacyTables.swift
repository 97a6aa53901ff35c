import Addresses
import Glibc

/// The older tables of the kernel, in the namespace of this thread.
enum LegacyTables {
    /// Whether the kernel has any of a family; the programs would make them by asking.
    ///
    /// Source: `net/netfilter/x_tables.c`, `xt_proto_init`.
    static func exist(_ family: AddressFamily) -> Bool {
        let name = family == .ipv4 ? "ip_tables_names" : "ip6_tables_names"
        let descriptor = open("/proc/thread-self/net/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var byte: UInt8 = 0
        return read(descriptor, &byte, 1) == 1
    }
}
