import Files
import Glibc

/// The interfaces and the processes of this host, read at one moment.
struct HostFacts {
    /// The interfaces that are up and have a carrier.
    let working: Set<String>
    /// Those of the asked names that a running process has, cut by the kernel to 15 bytes.
    let processes: Set<String>

    /// Reads the facts; nil: they can't be read now.
    ///
    /// - Parameter names: the names of processes; without one, processes are not read.
    init?(processes names: Set<String>) {
        guard let working = Self.interfaces(),
            let processes = names.isEmpty ? [] : Self.running(names)
        else { return nil }
        self.working = working
        self.processes = processes
    }

    /// Source: `getifaddrs(3)`, which lists each interface with its flags; `netdevice(7)`.
    private static func interfaces() -> Set<String>? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var working: Set<String> = []
        let needed = UInt32(IFF_UP) | UInt32(IFF_RUNNING)
        var next = list
        while let entry = next {
            if entry.pointee.ifa_flags & needed == needed {
                working.insert(String(cString: entry.pointee.ifa_name))
            }
            next = entry.pointee.ifa_next
        }
        return working
    }

    private static func running(_ names: Set<String>) -> Set<String>? {
        ProcessEntry.all().map { entries in
            Set(
                entries.compactMap { entry in
                    guard let name = entry.name, names.contains(name),
                        // One that has ended keeps its name until its parent collects it.
                        entry.life?.isOver == false
                    else { return nil }
                    return name
                })
        }
    }
}
