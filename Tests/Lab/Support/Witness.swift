/// The kernel's state as other programs read it: never by our own code.
public enum Witness {
    /// The IPVS table, one line of `ipvsadm -Sn` each, sorted.
    public static func table(of host: String? = nil) throws -> [String] {
        try Program(["ipvsadm", "-Sn"], on: host).output()
            .split(separator: "\n").map { canonical($0) }.sorted()
    }

    /// The addresses of an interface with their prefix lengths, as `ip -br addr` has them, but
    /// for link-local ones.
    public static func addresses(of interface: String, on host: String? = nil) throws -> [String] {
        let line = try Program(["ip", "-br", "address", "show", "dev", interface], on: host)
            .output()
        return line.split(whereSeparator: \.isWhitespace).dropFirst(2).map { String($0) }
            .filter { !$0.hasPrefix("fe80:") }
    }

    /// Without the blanks at the end that ipvsadm leaves.
    private static func canonical(_ line: Substring) -> String {
        line.split(separator: " ").joined(separator: " ")
    }
}
