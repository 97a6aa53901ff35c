import CInotify
import Glibc

/// The watches of a ``WatchSet``, managed by libinotifytools.
///
/// The library has one set of watches for the whole process, so only one instance may exist.
struct Inotify {
    private let set: WatchSet

    /// An event in a watched directory.
    enum Event {
        /// A relevant name has changed, or a directory itself.
        case changed(String)
        /// No relevant event.
        case quiet
    }

    /// Watches the existing directories of the set.
    ///
    /// **Errors:** nil when inotify is not available; `errno` is the reason.
    init?(_ set: WatchSet) {
        self.set = set
        guard inotifytools_initialize() != 0 else { return nil }
        for directory in set.names.keys.sorted() {
            // The removal of a directory changes its name in the directory above, which is watched.
            _ = inotifytools_watch_file(directory, Self.events(set.writable.contains(directory)))
        }
    }

    private static func events(_ writing: Bool) -> Int32 {
        let structure =
            IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
        return Int32(structure) | (writing ? Int32(IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB) : 0)
    }

    /// Removes all watches.
    func close() {
        inotifytools_cleanup()
    }

    /// Returns the next event, or `quiet` after this many seconds.
    func next(seconds: Int) -> Event {
        guard let event = inotifytools_next_event(seconds) else { return .quiet }
        let mask = Int32(bitPattern: event.pointee.mask)
        if mask & Int32(IN_Q_OVERFLOW) != 0 { return .changed("overflow") }
        let directory = Self.directory(event.pointee.wd)
        if mask & Int32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) != 0 {
            return .changed(directory)
        }
        let name = Self.name(UnsafePointer(event))
        guard set.names[directory, default: []].contains(name) else { return .quiet }
        return .changed(directory == "/" ? "/\(name)" : "\(directory)/\(name)")
    }

    private static func directory(_ watch: Int32) -> String {
        guard let text = inotifytools_filename_from_wd(watch) else { return "" }
        let directory = String(cString: text)
        // The library adds a slash to the name of a directory.
        return directory.count > 1 && directory.hasSuffix("/")
            ? String(directory.dropLast()) : directory
    }

    private static func name(_ event: UnsafePointer<inotify_event>) -> String {
        guard event.pointee.len > 0 else { return "" }
        let bytes = UnsafeRawPointer(event) + MemoryLayout<inotify_event>.size
        return String(cString: bytes.assumingMemoryBound(to: CChar.self))
    }
}
