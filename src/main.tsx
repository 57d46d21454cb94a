document.getElementById('root')!.textContent = 'Lacuna'
