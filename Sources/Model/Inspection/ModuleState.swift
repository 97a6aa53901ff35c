/// The presence of a kernel module.
public enum ModuleState: Sendable, Equatable {
    /// It is loaded, or part of the kernel.
    case present
    /// It is installed, and the kernel loads it when it is needed.
    case loadable
    /// It is not installed.
    case missing
    /// The host has no list of modules, as in a container.
    case unknown
}
