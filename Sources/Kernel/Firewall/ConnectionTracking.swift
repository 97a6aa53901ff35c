/// The table of tracked connections, in the namespace of this thread.
struct ConnectionTracking {
    /// The directory of its settings.
    var directory = "/proc/sys/net/netfilter"

    /// Returns the greatest number of connections if the table is full or nearly so; nil: it has
    /// room, or nothing is tracked.
    ///
    /// Source: kernel, `Documentation/networking/nf_conntrack-sysctl.rst`.
    func fullLimit() -> Int? {
        guard let count = number("nf_conntrack_count"), let limit = number("nf_conntrack_max"),
            limit > 0, count >= limit - limit / 20
        else { return nil }
        return limit
    }

    private func number(_ name: String) -> Int? {
        // Without the file nothing is tracked.
        let text = try? ControlFile(path: "\(directory)/\(name)").read()
        return text.flatMap { Int($0.prefix { $0 != "\n" }) }
    }
}
