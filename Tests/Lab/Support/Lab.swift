import Glibc

/// The lab that this process runs in.
public enum Lab {
    /// True in a process that `Tests/Lab/uml` has started.
    public static var isInside: Bool { getenv("BALLAST_LAB_INSIDE") != nil }

    /// Whether a processor is emulated, so that all takes ten times as long.
    public static var isEmulated: Bool {
        getenv("BALLAST_LAB_INSIDE").map { String(cString: $0) == "qemu" } ?? false
    }

    /// Whether the lab has a kernel of its own, with control groups that no other system uses.
    public static var hasOwnKernel: Bool {
        getenv("BALLAST_LAB_INSIDE").map { String(cString: $0) != "native" } ?? false
    }

    /// Where the programs lie that were built together with this one.
    public static let programs: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()

    /// The folder of the lab's scripts, `Tests/Lab`.
    public static let folder: String = {
        let parts = #filePath.split(separator: "/").dropLast(2)
        return "/" + parts.joined(separator: "/")
    }()

    /// The program under test.
    public static let ballast = "\(programs)/ballast"
    /// The agent of real servers.
    public static let agent = "\(programs)/ballast-agent"

    /// Whether the kernel has the scheduler `twos`.
    public static let hasTwoChoices: Bool = {
        // A machine without modprobe has no such kernel.
        isInside && (try? Program(["modprobe", "-q", "ip_vs_twos"]).run().status) == 0
    }()

    /// Real servers at ``standardPlaces``, started when they are first needed.
    public static func startServers() throws {
        _ = try servers.get()
    }

    private static let servers = Result { try Servers(standardPlaces) }
}
