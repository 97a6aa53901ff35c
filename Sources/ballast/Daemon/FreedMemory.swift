import CGNU

/// Has freed memory kept for the next pass instead of given back to the kernel.
///
/// Each edit needs as much as the last one, for a moment; without this the allocator maps it anew
/// and pays a page fault for each 4 KiB. Source: `mallopt(3)`. What is not used again goes back all
/// the same: see ``giveBackMemory()``.
func keepFreedMemory() {
    _ = mallopt(ballast_trim_threshold, 256 << 20)
    _ = mallopt(ballast_mmap_threshold, 32 << 20)
}

/// Has all threads share their memory, so that what one has freed another uses.
///
/// To be called while there is one thread only. Source: `mallopt(3)`.
func shareMemory() {
    _ = mallopt(ballast_arena_limit, 1)
}

/// Gives back what the start needed, and later what some moment needed, until it is cancelled.
///
/// Source: `malloc_trim(3)`.
func giveBackMemory() async {
    var pause = Duration.seconds(15)
    // Cancelled: that is how it ends.
    while (try? await Task.sleep(for: pause)) != nil {
        _ = malloc_trim(1 << 20)
        pause = .seconds(600)
    }
}
