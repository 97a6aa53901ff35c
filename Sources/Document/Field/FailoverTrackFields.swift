import Model

/// The keys of an element of `cluster.failover.track`.
enum FailoverTrackFields: Int, ObjectFields {
    case name, interface, process, script, user, services, interval, timeout, weight, delay

    static let table = ObjectTable(
        "failover condition", of: Self.self,
        "A condition under which a node is worse off: one of interface, process, script and "
            + "services.")

    /// The keys of which each condition has one.
    static let kinds: [FailoverTrackFields] = [.interface, .process, .script, .services]

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true,
                "Unique among the conditions. It appears in status and events.")
        case .interface:
            Field(.interface, "The interface is down, has no carrier, or is missing.")
        case .process:
            Field(
                .text(1...15),
                "No process with this name runs. The name is that of /proc/PID/comm: the first 15 "
                    + "bytes of the program's name.")
        case .script:
            Field(
                .text(1...1024),
                "The command ends with a status other than 0, or not within its timeout. The "
                    + "absolute path of a program and its arguments, separated by spaces; no "
                    + "shell reads it. Only root may have write access to the program and its "
                    + "parent directories.")
        case .user:
            Field(
                .text(1...32), default: "nobody",
                "User of this machine that runs the script. root: with all rights of Ballast.")
        case .services:
            Field(
                .percent(1...100),
                "Less than this share of the services and proxies has a usable server.")
        case .interval:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                default: "1s", "Time between two runs of the script.")
        case .timeout:
            Field(
                .duration(.any(DurationText(100, .milliseconds)...DurationText(1, .hours))),
                "Maximum duration of the script. Default: its interval.")
        case .weight:
            Field(
                .integer(1...253),
                "Deduction from the priority. Only a sum that exceeds the difference of two "
                    + "priorities moves addresses. Default: the node can't be master while "
                    + "another node is healthy.")
        case .delay:
            Field(
                .duration(.any(DurationText(0, .seconds)...DurationText(1, .hours))),
                default: "0s",
                "Time for which the condition must hold before it counts, and be over before it "
                    + "ends.")
        }
    }
}
