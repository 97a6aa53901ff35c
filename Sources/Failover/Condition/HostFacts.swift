import Files
import Glibc

/// The interfaces and the processes of this host, read at one moment.
struct HostFacts {
    /// The interfaces that are up and have a carrier.
    let working: Set<String>
    /// The names of all interfaces.
    let interfaces: Set<String>
    /// Those of the asked names that a running process has, cut by the kernel to 15 bytes.
    let processes: Set<String>

    /// Reads the facts; nil: they can't be read now.
    ///
    /// - Parameter names: the names of processes; without one, processes are not read.
    init?(processes names: Set<String>) {
        guard let (interfaces, working) = Self.interfaces(),
            let processes = names.isEmpty ? [] : Self.running(names)
        else { return nil }
        self.interfaces = interfaces
        self.working = working
        self.processes = processes
    }

    /// Whether an interface is up and has a carrier; nil: there is no such interface.
    func hasCarrier(_ name: String) -> Bool? {
        interfaces.contains(name) ? working.contains(name) : nil
    }

    /// Source: `getifaddrs(3)`, which lists each interface with its flags; `netdevice(7)`.
    private static func interfaces() -> (all: Set<String>, working: Set<String>)? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var all: Set<String> = []
        var working: Set<String> = []
        let needed = UInt32(IFF_UP) | UInt32(IFF_RUNNING)
        var next = list
        while let entry = next {
            let name = String(cString: entry.pointee.ifa_name)
            all.insert(name)
            if entry.pointee.ifa_flags & needed == needed { working.insert(name) }
            next = entry.pointee.ifa_next
        }
        return (all, working)
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
