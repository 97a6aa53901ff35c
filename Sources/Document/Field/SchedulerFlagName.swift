import Model

/// The words of `schedulerFlags`, as in `ipvsadm`.
enum SchedulerFlagName: String, CaseIterable {
    case sourceHashPort = "sh-port"
    case sourceHashFallback = "sh-fallback"
    case maglevPort = "mh-port"
    case maglevFallback = "mh-fallback"
    case first = "flag-1"
    case second = "flag-2"
    case third = "flag-3"

    /// The flag's bit in the kernel.
    var flag: SchedulerFlags {
        switch self {
        case .sourceHashFallback, .maglevFallback, .first: .fallback
        case .sourceHashPort, .maglevPort, .second: .port
        case .third: .third
        }
    }

    /// The only scheduler with this flag; nil: all have it.
    var scheduler: Scheduler? {
        switch self {
        case .sourceHashPort, .sourceHashFallback: .sourceHash
        case .maglevPort, .maglevFallback: .maglevHash
        case .first, .second, .third: nil
        }
    }
}
